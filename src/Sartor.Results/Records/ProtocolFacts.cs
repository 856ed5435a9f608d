namespace Sartor.Results.Records;

/// <summary>How latencies were taken; the same for all trials of a result (docs/measurement.md).</summary>
public sealed record ProtocolFacts
{
    /// <summary>Launches of a trial at least, one in each round; null in files of earlier versions, which had one.</summary>
    public int? MinRounds { get; init; }

    /// <summary>Launches of a trial at most; null in files of earlier versions.</summary>
    public int? MaxRounds { get; init; }

    /// <summary>
    /// A trial gets further launches while the half width of its interval is above this share of the median; null in files of earlier versions.
    /// </summary>
    public double? TargetHalfWidth { get; init; }

    /// <summary>Time for each trial, after which no round beyond the fewest begins; null in files of earlier versions.</summary>
    public double? TrialSeconds { get; init; }

    /// <summary>How many disturbed rounds are measured again while there is time; null in files of earlier versions.</summary>
    public int? MaxRepeats { get; init; }

    /// <summary>
    /// Inferences of a launch that at least precede the counted ones; they are kept apart and never reported as a result.
    /// </summary>
    public required int WarmupRuns { get; init; }

    /// <summary>Time that the warm-up of a launch lasts at least.</summary>
    public required double WarmupSeconds { get; init; }

    /// <summary>Counted inferences of a launch at least.</summary>
    public required int MinRuns { get; init; }

    /// <summary>Time that the counted inferences of a launch last at least, unless <see cref="MaxRuns"/> ends them.</summary>
    public required double MinSeconds { get; init; }

    /// <summary>Counted inferences of a launch at most; null in files of earlier versions.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>
    /// Time after which warm-up or counting of a launch ends even with fewer inferences; null in files of earlier versions.
    /// </summary>
    public double? MaxSeconds { get; init; }

    /// <summary>Threads that the engine may use.</summary>
    public required int Threads { get; init; }

    /// <summary>The clock behind each sample, with its resolution.</summary>
    public required string Clock { get; init; }
}
