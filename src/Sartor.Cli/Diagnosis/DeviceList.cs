using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Cli.Diagnosis;

/// <summary>The result of <c>sartor device list</c>.</summary>
/// <param name="Devices">This machine first.</param>
internal sealed record DeviceList(IReadOnlyList<ListedDevice> Devices) : IResultDocument
{
    public static string CurrentSchema => "sartor.device-list/1";

    /// <summary>Which fields to expect.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = CurrentSchema;
}
