namespace Sartor.Results.Records;

/// <summary>How latencies were measured; the same for all trials of a result (docs/measurement.md).</summary>
public sealed record ProtocolFacts
{
    /// <summary>Minimum number of launches per trial, one per round; null in files of earlier versions, which had one.</summary>
    public int? MinRounds { get; init; }

    /// <summary>Maximum number of launches per trial; null in files of earlier versions.</summary>
    public int? MaxRounds { get; init; }

    /// <summary>
    /// A trial gets further launches while the half width of its interval is above this share of the median; null in files of earlier
    /// versions.
    /// </summary>
    public double? TargetHalfWidth { get; init; }

    /// <summary>Time per trial, after which no round beyond the minimum begins; null in files of earlier versions.</summary>
    public double? TrialSeconds { get; init; }

    /// <summary>How many disturbed rounds are measured again while there is time; null in files of earlier versions.</summary>
    public int? MaxRepeats { get; init; }

    /// <summary>
    /// Minimum number of warm-up inferences per launch. They are kept and excluded from every statistic.
    /// </summary>
    public required int WarmupRuns { get; init; }

    /// <summary>Minimum time of the warm-up per launch.</summary>
    public required double WarmupSeconds { get; init; }

    /// <summary>Minimum number of counted inferences per launch.</summary>
    public required int MinRuns { get; init; }

    /// <summary>Minimum time of the counted inferences per launch, unless <see cref="MaxRuns"/> is reached first.</summary>
    public required double MinSeconds { get; init; }

    /// <summary>Maximum number of counted inferences per launch; null in files of earlier versions.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>
    /// Maximum time of the warm-up, and of the counted inferences, per launch; null in files of earlier versions.
    /// </summary>
    public double? MaxSeconds { get; init; }

    /// <summary>Threads that the engine may use.</summary>
    public required int Threads { get; init; }

    /// <summary>
    /// The cores that the worker was kept to, as <c>0,2,4-7</c>; null where the system chose, and in files of earlier versions.
    /// </summary>
    public string? Cpus { get; init; }

    /// <summary>The clock behind each sample, with its resolution.</summary>
    public required string Clock { get; init; }
}
