namespace Sartor.Results.Records;

/// <summary>
/// What a benchmark tool of another maker said of the counted runs of one launch: it tells statistics, not each run
/// (docs/measurement.md). Its warm-up enters none of them.
/// </summary>
public sealed record StatedTiming
{
    /// <summary>Which of them the launch's latency is: <c>mean</c>, or <c>mean of the middle 80 %</c>.</summary>
    public string Statistic { get; init; } = "mean";

    /// <summary>How many runs were counted, ≥ 1.</summary>
    public required long Runs { get; init; }

    /// <summary>That statistic.</summary>
    public required double MeanNs { get; init; }

    /// <summary>Their median; null where the tool does not say.</summary>
    public double? MedianNs { get; init; }

    /// <summary>The shortest; null likewise.</summary>
    public double? MinNs { get; init; }

    /// <summary>The longest; null likewise.</summary>
    public double? MaxNs { get; init; }

    /// <summary>Their standard deviation, of the population; null likewise.</summary>
    public double? StandardDeviationNs { get; init; }

    /// <summary>How many runs warmed up; null likewise.</summary>
    public long? WarmupRuns { get; init; }

    /// <summary>The mean of those, which no latency has; null likewise.</summary>
    public double? WarmupMeanNs { get; init; }
}
