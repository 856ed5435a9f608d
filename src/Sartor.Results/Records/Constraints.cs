using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Limits that a recommended variant has to keep, and what decides among those that keep them.</summary>
public sealed record Constraints
{
    /// <summary>Upper limit of the median latency; null for none.</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>Upper limit of the 95th percentile of the latency; null for none.</summary>
    public double? MaxP95Ms { get; init; }

    /// <summary>Upper limit of the peak memory of the process that runs it, in units of 10⁶ bytes; null for none.</summary>
    public double? MaxMemoryMb { get; init; }

    /// <summary>
    /// Most that the score by the data may be worse than the source's, in the unit of the score: 0.01 is a point of accuracy; null for any.
    /// </summary>
    public double? MaxDrop { get; init; }

    /// <summary>
    /// What decides: <c>latency</c>, <c>size</c> or <c>accuracy</c>; null for latency, with the smallest file among those that are as fast.
    /// </summary>
    public string? Prefer { get; init; }

    /// <summary>Whether there are no limits.</summary>
    [JsonIgnore]
    public bool AreNone => this with { Prefer = null } == new Constraints();

    /// <summary>Upper limit of the size of the file, in units of 10⁶ bytes; null for none.</summary>
    public double? MaxSizeMb { get; init; }

    /// <summary>Lower limit of the score that decides, 0 to 1, where that is a share; null for none.</summary>
    public double? MinScore { get; init; }

    /// <summary>Upper limit of the score that decides, where that is an error, in its unit; null for none.</summary>
    public double? MaxError { get; init; }
}
