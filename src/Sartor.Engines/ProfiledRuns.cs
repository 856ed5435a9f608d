using System.Diagnostics;

namespace Sartor.Engines;

/// <summary>The runs of a profile, and medians over them.</summary>
internal static class ProfiledRuns
{
    /// <summary>
    /// Runs until a limit is reached: first <see cref="ProfileLimits.WarmUpRuns"/> runs that do not count, then the others.
    /// </summary>
    /// <param name="limits">When to stop. A model so slow that warming up takes all of the time gets one run that counts.</param>
    /// <param name="run">One run.</param>
    /// <param name="keep">Is called after each run that counts.</param>
    /// <returns>The duration of each run that counts, in nanoseconds.</returns>
    public static List<double> Time(ProfileLimits limits, Action run, Action keep)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < ProfileLimits.WarmUpRuns && (i == 0 || Stopwatch.GetElapsedTime(start) < limits.MaxTime); i++) run();
        var durations = new List<double>();
        do
        {
            var before = Stopwatch.GetTimestamp();
            run();
            durations.Add(ToNs(Stopwatch.GetTimestamp() - before));
            keep();
        }
        while (durations.Count < limits.MaxRuns && Stopwatch.GetElapsedTime(start) < limits.MaxTime);
        return durations;
    }

    /// <summary>Ticks of <see cref="Stopwatch"/> in nanoseconds.</summary>
    public static double ToNs(long ticks) => ticks * (1e9 / Stopwatch.Frequency);

    /// <summary>The middle value, or the mean of the middle two, of at least one.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
