using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>Times a session's bound runs, one by one, by the monotonic clock. The loop itself allocates nothing and does no I/O.</summary>
internal static class MeasuringLoop
{
    /// <summary>Fills a storage with clock ticks, and gives the numbers of warm-up runs and of runs that count.</summary>
    /// <param name="session">With inputs bound.</param>
    /// <param name="options">When to begin to count and when to end.</param>
    /// <param name="storage">Takes the samples.</param>
    /// <param name="sampler">Reads meters beside the loop; it is told where the counted runs begin and end.</param>
    public static (int WarmUp, int Counted) Run(
        IInferenceSession session, MeasureOptions options, SampleStorage storage, PowerSampler sampler)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        sampler.Start();
        var warmUp = WarmUp(session, storage.WarmUp, options.WarmUpMinRuns, Ticks(options.WarmUpMinTime), Ticks(options.MaxTime));
        sampler.BeginWindow();
        var counted = Sample(session, storage.Counted, options.MinRuns, Ticks(options.MinTime), Ticks(options.MaxTime));
        sampler.EndWindow();
        return (warmUp, counted);
    }

    // Short inferences fill the array long before the machine is warm: what no longer fits is run and not kept.
    private static int WarmUp(IInferenceSession session, Span<long> samples, int minRuns, long minTicks, long maxTicks)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = Sample(session, samples, minRuns, minTicks, maxTicks);
        while (Stopwatch.GetTimestamp() - start is var elapsed && elapsed < minTicks && elapsed < maxTicks) session.Run();
        return runs;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sample(IInferenceSession session, Span<long> samples, int minRuns, long minTicks, long maxTicks)
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

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
