using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Diagnosis;

/// <summary>The result of <c>sartor doctor</c>.</summary>
/// <param name="CanFit">True when every part that <c>sartor fit</c> needs is there.</param>
/// <param name="Checks">One entry per part, in groups.</param>
internal sealed record MachineReport(bool CanFit, IReadOnlyList<MachineCheck> Checks) : IResultDocument
{
    public static string CurrentSchema => "sartor.doctor/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
