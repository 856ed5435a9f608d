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

    /// <summary>
    /// When its counted inferences began, by the device's own clock; null where the worker does not say, and in files of earlier versions.
    /// </summary>
    public DateTimeOffset? WindowStartUtc { get; init; }

    /// <summary>From the start of the first counted inference to the end of the last one; null likewise.</summary>
    public double? WindowSeconds { get; init; }

    /// <summary>Energy that the device took in that time; null where nothing measured it.</summary>
    public double? EnergyJ { get; init; }

    /// <summary>Highest temperature of any thermometer of the device from the warm-up on; null where it has none.</summary>
    public double? MaxTemperatureC { get; init; }

    /// <summary>Highest clock rate of any core meanwhile; null where the device does not say.</summary>
    public long? MaxFrequencyKhz { get; init; }

    /// <summary>
    /// What a benchmark tool of another maker said of its counted runs, whose mean is the launch's only sample; null for Sartor's worker,
    /// and in files of earlier versions.
    /// </summary>
    public StatedTiming? Stated { get; init; }

    /// <summary>Flags of its series; empty for a clean one.</summary>
    public required IReadOnlyList<string> Flags { get; init; }
}
