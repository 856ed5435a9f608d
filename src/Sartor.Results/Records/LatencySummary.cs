namespace Sartor.Results.Records;

/// <summary>
/// Statistics of the counted inferences of one trial (docs/statistics.md has the formulas and their sources). Intervals come from the
/// launches: they cover further launches on the same machine in its state during the trial.
/// </summary>
public sealed record LatencySummary
{
    /// <summary>Geometric mean of the launches' medians; for a single launch, its median.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Lower end of the interval of the median.</summary>
    public required double MedianLowNs { get; init; }

    /// <summary>Upper end of the interval of the median.</summary>
    public required double MedianHighNs { get; init; }

    /// <summary>Confidence of all intervals, 0 to 1: 0.95, or the confidence that the runs of a single launch allow.</summary>
    public required double Confidence { get; init; }

    /// <summary>90th percentile of the inferences of all launches.</summary>
    public required double P90Ns { get; init; }

    /// <summary>Lower end of its interval; null if there are too few launches or inferences, and in files of earlier versions.</summary>
    public double? P90LowNs { get; init; }

    /// <summary>Upper end of its interval, null likewise.</summary>
    public double? P90HighNs { get; init; }

    /// <summary>95th percentile.</summary>
    public required double P95Ns { get; init; }

    /// <summary>Lower end of its interval, null likewise.</summary>
    public double? P95LowNs { get; init; }

    /// <summary>Upper end of its interval, null likewise.</summary>
    public double? P95HighNs { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Ns { get; init; }

    /// <summary>Lower end of its interval, null likewise.</summary>
    public double? P99LowNs { get; init; }

    /// <summary>Upper end of its interval, null likewise.</summary>
    public double? P99HighNs { get; init; }

    /// <summary>Shortest duration.</summary>
    public required long MinNs { get; init; }

    /// <summary>Median absolute deviation from the median of all inferences, not scaled.</summary>
    public required double MadNs { get; init; }

    /// <summary>Arithmetic mean, for comparison with tools that report only the mean.</summary>
    public required double MeanNs { get; init; }

    /// <summary>How many inferences were counted in all launches.</summary>
    public required int Count { get; init; }

    /// <summary>Scatter between the inferences of a launch, as a share; null in files of earlier versions.</summary>
    public double? WithinCv { get; init; }

    /// <summary>Scatter between launches, as a share; null for a single launch and in files of earlier versions.</summary>
    public double? BetweenCv { get; init; }

    /// <summary>
    /// Change of the latency from the first to the last round by the trend, as a share; null for fewer than three launches.
    /// </summary>
    public double? Drift { get; init; }

    /// <summary>
    /// How many inferences lie far from the others of their launch; all numbers include them. Null in files of earlier versions.
    /// </summary>
    public int? Outliers { get; init; }

    /// <summary>
    /// Flags of an unstable measurement: <c>noisy-series</c>, <c>drifting-rounds</c>, <c>wide-interval</c>, … (docs/statistics.md); empty
    /// for a clean one.
    /// </summary>
    public required IReadOnlyList<string> Flags { get; init; }
}
