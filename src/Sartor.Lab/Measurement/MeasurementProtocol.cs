using Sartor.Results.Records;

namespace Sartor.Lab.Measurement;

/// <summary>
/// When a measurement begins to count and when it ends. Warm-up and counted runs each go on until both their least number of runs
/// and their least time are reached, but not beyond a limit. The model is loaded, run once (the first inference, kept apart), warmed
/// up, and then counted; every sample is one inference by the clock.
/// </summary>
public sealed record MeasurementProtocol
{
    /// <summary>Fewer and shorter runs: for a first look, not for numbers to quote.</summary>
    public static readonly MeasurementProtocol Quick = new() { WarmUpMinSeconds = 0.1, MinRuns = 20, MinSeconds = 0.25, MaxSeconds = 10 };

    /// <summary>Fewest warm-up runs, ≥ 1. Default 3.</summary>
    public int WarmUpMinRuns { get; init; } = 3;

    /// <summary>Least time of the warm-up in seconds. Default 0.5.</summary>
    public double WarmUpMinSeconds { get; init; } = 0.5;

    /// <summary>Fewest counted runs, ≥ 1. Default 50: an interval of the median then rests on the 18th and the 33rd sample.</summary>
    public int MinRuns { get; init; } = 50;

    /// <summary>Least time of the counted runs in seconds. Default 1.</summary>
    public double MinSeconds { get; init; } = 1;

    /// <summary>Most counted runs, so that the raw samples stay small. Default 20,000.</summary>
    public int MaxRuns { get; init; } = 20_000;

    /// <summary>Time after which warm-up or counting ends even with fewer runs, in seconds. Default 30.</summary>
    public double MaxSeconds { get; init; } = 30;

    /// <summary>Threads that the engine may use, ≥ 1. Default 1: timings on shared cores repeat with one thread and not with more.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The problem with these values, as a clause for a sentence; null where there is none.</summary>
    public string? Problem() => this switch
    {
        { WarmUpMinRuns: < 1 } or { MinRuns: < 1 } => "a measurement needs at least one warm-up run and one run that counts",
        { Threads: < 1 or > 1024 } => "threads must be between 1 and 1024",
        _ when MaxRuns < Math.Max(MinRuns, WarmUpMinRuns) => "the largest number of runs is below the least",
        _ when !(WarmUpMinSeconds >= 0 && MinSeconds >= 0 && MaxSeconds > 0 && MaxSeconds <= 86_400) => "times must be between 0 and one day",
        _ when Math.Max(MinSeconds, WarmUpMinSeconds) > MaxSeconds => "the largest time is below the least",
        _ => null,
    };

    /// <summary>As a result file states it.</summary>
    /// <param name="clockHz">Ticks in a second of the clock that samples are taken with.</param>
    public ProtocolFacts ToFacts(long clockHz) => new()
    {
        WarmupRuns = WarmUpMinRuns,
        WarmupSeconds = WarmUpMinSeconds,
        MinRuns = MinRuns,
        MinSeconds = MinSeconds,
        MaxRuns = MaxRuns,
        MaxSeconds = MaxSeconds,
        Threads = Threads,
        Clock = ClockStep.Describe(clockHz),
    };
}
