using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>What <c>sartor inspect</c> says of a folder.</summary>
/// <param name="Folder">As it was given.</param>
/// <param name="Models">Each model below it, by path, as <c>sartor inspect</c> says of a file.</param>
/// <param name="OtherFiles">How many files below it are no models.</param>
internal sealed record FolderInspection(string Folder, IReadOnlyList<ModelInspection> Models, int OtherFiles) : IResultDocument
{
    public static string CurrentSchema => "sartor.inspect-folder/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
