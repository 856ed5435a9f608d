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

    /// <summary>The device before a measurement; null for other steps and where it does not say.</summary>
    public DeviceStateFacts? Before { get; init; }

    /// <summary>The device after it; null likewise.</summary>
    public DeviceStateFacts? After { get; init; }
}
