using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>The result of <c>sartor campaign status</c>.</summary>
/// <param name="Runner">The process that runs the campaign now; null where none does, also after one was killed.</param>
/// <param name="Counts">How many trials stand where.</param>
internal sealed record CampaignStatus(CampaignStatusRunner? Runner, IReadOnlyList<CampaignStatusCount> Counts) : IResultDocument
{
    public static string CurrentSchema => "sartor.campaign-status/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
