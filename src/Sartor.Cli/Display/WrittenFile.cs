using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>The result of <c>sartor report</c>.</summary>
/// <param name="File">The page that was written.</param>
/// <param name="SizeBytes">Its size.</param>
internal sealed record WrittenFile(string File, long SizeBytes) : IResultDocument
{
    public static string CurrentSchema => "sartor.report/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
