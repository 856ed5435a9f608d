using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor inspect</c> for a folder.</summary>
/// <param name="Folder">As it was given.</param>
/// <param name="Models">Each model below it, in order of paths, as <c>sartor inspect</c> reports a file.</param>
/// <param name="OtherFiles">Number of files below it that are not models.</param>
internal sealed record FolderInspection(string Folder, IReadOnlyList<ModelInspection> Models, int OtherFiles) : IResultDocument
{
    public static string CurrentSchema => "sartor.inspect-folder/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
