using System.Diagnostics;

namespace Sartor.Workers.Host;

/// <summary>The clock that samples are taken with: the monotonic one behind <see cref="Stopwatch"/>.</summary>
internal static class ClockTicks
{
    private const int Readings = 4096;

    /// <summary>Ticks in nanoseconds.</summary>
    // A tick is a nanosecond on Linux; elsewhere the product of a long series could overflow 64 bits.
    public static long ToNs(long ticks) =>
        Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency);

    /// <summary>
    /// The smallest difference, in nanoseconds and at least 1, between two readings that differ: the larger of the clock's step and the
    /// time that a reading takes.
    /// </summary>
    public static long StepNs()
    {
        var smallest = long.MaxValue;
        var before = Stopwatch.GetTimestamp();
        for (var i = 0; i < Readings || smallest == long.MaxValue; i++)
        {
            var now = Stopwatch.GetTimestamp();
            if (now > before) smallest = Math.Min(smallest, now - before);
            before = now;
        }
        return Math.Max(1, ToNs(smallest));
    }
}
