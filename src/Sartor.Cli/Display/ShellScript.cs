using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>The result of <c>sartor completion</c>.</summary>
internal sealed record ShellScript : IResultDocument
{
    public static string CurrentSchema => "sartor.completion/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The shell that it is for.</summary>
    public required string Shell { get; init; }

    /// <summary>The script.</summary>
    public required string Script { get; init; }
}
