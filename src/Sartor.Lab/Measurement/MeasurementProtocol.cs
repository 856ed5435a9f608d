using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>
/// When a measurement begins to count and when it ends. A trial is several launches, one in each round: the model is loaded in a new
/// worker, run once (the first inference, kept apart), warmed up, and then counted; every sample is one inference by the clock. Warm-up
/// and counted runs of a launch each go on until both their least number of runs and their least time are reached, but not beyond a limit.
/// </summary>
public sealed record MeasurementProtocol
{
    /// <summary>Fewer and shorter launches: for a first look, not for numbers to quote.</summary>
    public static readonly MeasurementProtocol Quick = new()
    {
        MinRounds = 3,
        MaxRounds = 3,
        MaxRepeats = 0,
        WarmUpMinSeconds = 0.05,
        MinSeconds = 0.1,
        MaxSeconds = 3,
    };

    /// <summary>Fewest launches of a trial, ≥ 1. Default 5: an interval then reaches 2.8 standard errors to each side.</summary>
    public int MinRounds { get; init; } = 5;

    /// <summary>Most launches of a trial. Default 20.</summary>
    public int MaxRounds { get; init; } = 20;

    /// <summary>
    /// A trial gets further launches while the half width of its interval is above this share of the median, > 0. Default 0.02.
    /// </summary>
    public double TargetHalfWidth { get; init; } = 0.02;

    /// <summary>Seconds for each trial after which no round beyond the fewest begins and none is repeated. Default 8.</summary>
    public double TrialSeconds { get; init; } = 8;

    /// <summary>How many disturbed rounds are measured again while there is time, ≥ 0. Default 3.</summary>
    public int MaxRepeats { get; init; } = 3;

    /// <summary>Fewest warm-up runs of a launch, ≥ 1. Default 3.</summary>
    public int WarmUpMinRuns { get; init; } = 3;

    /// <summary>Least time of the warm-up of a launch in seconds. Default 0.1.</summary>
    public double WarmUpMinSeconds { get; init; } = 0.1;

    /// <summary>Fewest counted runs of a launch, ≥ 1. Default 10.</summary>
    public int MinRuns { get; init; } = 10;

    /// <summary>Least time of the counted runs of a launch in seconds. Default 0.2.</summary>
    public double MinSeconds { get; init; } = 0.2;

    /// <summary>Most counted runs of a launch, so that the raw samples stay small. Default 5,000.</summary>
    public int MaxRuns { get; init; } = 5_000;

    /// <summary>Time after which warm-up or counting of a launch ends even with fewer runs, in seconds. Default 6.</summary>
    public double MaxSeconds { get; init; } = 6;

    /// <summary>
    /// Threads that the engine may use, ≥ 1. Default 1: timings on shared cores repeat with one thread and not with more.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The cores that a worker is kept to, as <see cref="CpuSet"/> writes them; null, the default: those that the system chooses.
    /// </summary>
    public string? Cpus { get; init; }

    /// <summary>The problem with these values, as a clause for a sentence; null where there is none.</summary>
    public string? Problem() => this switch
    {
        { WarmUpMinRuns: < 1 } or { MinRuns: < 1 } => "needs at least one warm-up run and one counted run",
        { MinRounds: < 1 } or { MaxRepeats: < 0 } => "needs at least one round",
        _ when MaxRounds < MinRounds => "the maximum number of rounds is below the minimum",
        _ when !(TargetHalfWidth > 0) => "the target half width must be above 0",
        _ when !(TrialSeconds >= 0) => "the time per trial must be at least 0",
        { Cpus: { } cpus } when CpuSet.Parse(cpus) is null => $"'{cpus}' is not a list of cores as 0,2,4-7",
        { Threads: < 1 or > 1024 } => "threads must be between 1 and 1024",
        _ when MaxRuns < Math.Max(MinRuns, WarmUpMinRuns) => "the maximum number of runs is below the minimum",
        _ when !(WarmUpMinSeconds >= 0 && MinSeconds >= 0 && MaxSeconds is > 0 and <= 86_400) => "times must be between 0 and one day",
        _ when Math.Max(MinSeconds, WarmUpMinSeconds) > MaxSeconds => "the maximum time is below the minimum",
        _ => null,
    };

    /// <summary>As a result file states it.</summary>
    /// <param name="clockHz">Ticks in a second of the clock that samples are taken with.</param>
    public ProtocolFacts ToFacts(long clockHz) => new()
    {
        MinRounds = MinRounds,
        MaxRounds = MaxRounds,
        TargetHalfWidth = TargetHalfWidth,
        TrialSeconds = TrialSeconds,
        MaxRepeats = MaxRepeats,
        WarmupRuns = WarmUpMinRuns,
        WarmupSeconds = WarmUpMinSeconds,
        MinRuns = MinRuns,
        MinSeconds = MinSeconds,
        MaxRuns = MaxRuns,
        MaxSeconds = MaxSeconds,
        Threads = Threads,
        Cpus = Cpus,
        Clock = ClockStep.Describe(clockHz),
    };
}
