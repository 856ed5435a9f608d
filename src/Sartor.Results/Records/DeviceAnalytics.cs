using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>A device under the names of nn-lite's reports.</summary>
public sealed record DeviceAnalytics
{
    /// <summary>When the last attempt began, in seconds since 1970; null where none did.</summary>
    public required double? Timestamp { get; init; }

    /// <summary>Its processor.</summary>
    [JsonPropertyName("cpu_info")]
    public required CpuInfo CpuInfo { get; init; }
}
