namespace Sartor.Engines;

/// <summary>When a profile is complete: after so many runs, or after so much time; it has one run at least.</summary>
public sealed record ProfileLimits
{
    /// <summary>Most runs that <see cref="MaxRuns"/> may ask for.</summary>
    public const int LargestRuns = 10_000;

    /// <summary>Runs before the ones that count; 1 is enough for an engine to have its memory.</summary>
    internal const int WarmUpRuns = 2;

    /// <summary>No more runs than this count, 1 to 10,000; default 20.</summary>
    public int MaxRuns { get; init; } = 20;

    /// <summary>No run begins after this time, above 0 and at most one day; default 0.5 s.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <exception cref="OptionException">A value is out of its range.</exception>
    internal ProfileLimits Checked()
    {
        if (MaxRuns is < 1 or > LargestRuns) throw new OptionException("runs", $"must be between 1 and {LargestRuns}, got {MaxRuns}");
        return MaxTime > TimeSpan.Zero && MaxTime <= TimeSpan.FromDays(1)
            ? this
            : throw new OptionException("time", "the time of a profile must be above 0 and at most one day");
    }
}
