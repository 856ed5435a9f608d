namespace Sartor.Results.Records;

/// <summary>Statistics of the counted inferences of one trial (docs/statistics.md has the formulas and their sources).</summary>
public sealed record LatencySummary
{
    /// <summary>Median duration.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Lower end of the distribution-free interval of the median.</summary>
    public required double MedianLowNs { get; init; }

    /// <summary>Upper end of the distribution-free interval of the median.</summary>
    public required double MedianHighNs { get; init; }

    /// <summary>Confidence that the interval reaches, 0 to 1; at least 0.95 where there are samples enough.</summary>
    public required double Confidence { get; init; }

    /// <summary>90th percentile.</summary>
    public required double P90Ns { get; init; }

    /// <summary>95th percentile.</summary>
    public required double P95Ns { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Ns { get; init; }

    /// <summary>Shortest duration.</summary>
    public required long MinNs { get; init; }

    /// <summary>Median absolute deviation from the median, not scaled.</summary>
    public required double MadNs { get; init; }

    /// <summary>Arithmetic mean; for comparison with tools that report only it.</summary>
    public required double MeanNs { get; init; }

    /// <summary>How many inferences were counted.</summary>
    public required int Count { get; init; }

    /// <summary>How many of them lie far from the others (docs/statistics.md); all numbers include them. Null in files of earlier versions.</summary>
    public int? Outliers { get; init; }

    /// <summary>What makes the series doubtful: <c>noisy-series</c>, <c>bimodal-series</c>, <c>drifting-series</c>, … (docs/statistics.md); empty for a clean one.</summary>
    public required IReadOnlyList<string> Flags { get; init; }
}
