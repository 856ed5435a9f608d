namespace Sartor.Results.Records;

/// <summary>One start of a worker process for a trial: the model was loaded, warmed up and timed (docs/measurement.md).</summary>
public sealed record LaunchResult
{
    /// <summary>The round that it belongs to, from 1; launches of other trials with the same number ran close to it in time.</summary>
    public required int Round { get; init; }

    /// <summary>When it began, after the start of the first round.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Median of its counted inferences.</summary>
    public required double MedianNs { get; init; }

    /// <summary>How many inferences it warmed up with; they follow those of earlier launches in the trial's list.</summary>
    public required int WarmupCount { get; init; }

    /// <summary>How many inferences it counted; they follow those of earlier launches in the trial's list.</summary>
    public required int Count { get; init; }

    /// <summary>From the start of loading to a session that is ready.</summary>
    public required long LoadNs { get; init; }

    /// <summary>The first inference after loading; null if it was not measured.</summary>
    public required long? FirstInferenceNs { get; init; }

    /// <summary>Peak resident memory of its process; null when the system does not report it.</summary>
    public required long? PeakMemoryBytes { get; init; }

    /// <summary>Flags of its series; empty for a clean one.</summary>
    public required IReadOnlyList<string> Flags { get; init; }
}
