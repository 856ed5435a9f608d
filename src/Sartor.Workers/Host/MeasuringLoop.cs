using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>Times a session's bound runs, one by one, by the monotonic clock. The loop itself allocates nothing and does no I/O.</summary>
internal static class MeasuringLoop
{
    /// <summary>Warm-up runs and runs that count, in clock ticks.</summary>
    public static (long[] WarmUp, long[] Samples) Run(IInferenceSession session, MeasureOptions options)
    {
        var warmUp = Allocate(options.MaxRuns);
        var samples = Allocate(options.MaxRuns);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var warmUpRuns = WarmUp(session, warmUp, options.WarmUpMinRuns, Ticks(options.WarmUpMinTime), Ticks(options.MaxTime));
        var runs = Sample(session, samples, options.MinRuns, Ticks(options.MinTime), Ticks(options.MaxTime));
        return (warmUp[..warmUpRuns], samples[..runs]);
    }

    // Short inferences fill the array long before the machine is warm: what no longer fits is run and not kept.
    private static int WarmUp(IInferenceSession session, long[] samples, int minRuns, long minTicks, long maxTicks)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = Sample(session, samples, minRuns, minTicks, maxTicks);
        while (Stopwatch.GetTimestamp() - start is var elapsed && elapsed < minTicks && elapsed < maxTicks) session.Run();
        return runs;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sample(IInferenceSession session, long[] samples, int minRuns, long minTicks, long maxTicks)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; ;)
        {
            var before = Stopwatch.GetTimestamp();
            session.Run();
            var after = Stopwatch.GetTimestamp();
            samples[i++] = after - before;
            var elapsed = after - start;
            if (i == samples.Length || elapsed >= maxTicks || (i >= minRuns && elapsed >= minTicks)) return i;
        }
    }

    // Touched here, so that no page is faulted in between two samples.
    private static long[] Allocate(int length)
    {
        var samples = GC.AllocateUninitializedArray<long>(length);
        samples.AsSpan().Fill(-1);
        return samples;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
