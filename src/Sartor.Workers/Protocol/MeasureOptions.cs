namespace Sartor.Workers.Protocol;

/// <summary>
/// When a measurement begins to count and when it ends. Each part goes on until both its minimum number of runs and its minimum
/// time are reached, but no further than a maximum.
/// </summary>
public sealed record MeasureOptions
{
    /// <summary>At least so many runs before the first that counts, 1 or more; default 3.</summary>
    public int WarmUpMinRuns { get; init; } = 3;

    /// <summary>At least so much time before the first run that counts; default 0.5 s.</summary>
    public TimeSpan WarmUpMinTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>At least so many runs that count, 1 or more; default 30.</summary>
    public int MinRuns { get; init; } = 30;

    /// <summary>At least so much time in runs that count; default 1 s.</summary>
    public TimeSpan MinTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No more runs than this in either part, up to 10,000,000; default 100,000.</summary>
    public int MaxRuns { get; init; } = 100_000;

    /// <summary>No more time than this in either part, checked after each run; default 30 s.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Name of a power meter of <see cref="DeviceState.PowerSources"/>; null for the first, <c>none</c> for none.</summary>
    public string? PowerSource { get; init; }

    /// <exception cref="OptionException">A value is out of its range.</exception>
    internal void Check()
    {
        if (WarmUpMinRuns < 1 || MinRuns < 1)
            throw new OptionException("runs", "a measurement needs at least one warm-up run and one counted run");
        if (MaxRuns < 1 || MaxRuns > WorkerProtocol.MaxRuns)
            throw new OptionException("max-runs", $"must be between 1 and {WorkerProtocol.MaxRuns}, got {MaxRuns}");
        if (WarmUpMinTime < TimeSpan.Zero || MinTime < TimeSpan.Zero || MaxTime <= TimeSpan.Zero || MaxTime > TimeSpan.FromDays(1))
            throw new OptionException("time", "times of a measurement must be between 0 and one day");
    }
}
