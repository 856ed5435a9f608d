namespace Sartor.Results.Records;

/// <summary>How latencies were taken; the same for all trials of a result (docs/measurement.md).</summary>
public sealed record ProtocolFacts
{
    /// <summary>Inferences that at least precede the counted ones; they are kept apart and never reported as a result.</summary>
    public required int WarmupRuns { get; init; }

    /// <summary>Time that the warm-up lasts at least.</summary>
    public required double WarmupSeconds { get; init; }

    /// <summary>Counted inferences at least.</summary>
    public required int MinRuns { get; init; }

    /// <summary>Time that the counted inferences last at least, unless <see cref="MaxRuns"/> ends them.</summary>
    public required double MinSeconds { get; init; }

    /// <summary>Counted inferences at most; null in files of earlier versions.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>Time after which counting ends even with fewer inferences; null in files of earlier versions.</summary>
    public double? MaxSeconds { get; init; }

    /// <summary>Threads that the engine may use.</summary>
    public required int Threads { get; init; }

    /// <summary>The clock behind each sample, with its resolution.</summary>
    public required string Clock { get; init; }
}
