using System.Diagnostics;

namespace Sartor.Lab.Measurement;

/// <summary>The clock that samples are taken with: the monotonic one behind <see cref="Stopwatch"/>.</summary>
public static class ClockStep
{
    private const int Readings = 4096;

    /// <summary>Name and tick length, e.g. <c>Stopwatch (monotonic), tick 1 ns</c>.</summary>
    public static string Description => FormattableString.Invariant($"Stopwatch (monotonic), tick {1e9 / Stopwatch.Frequency:0.###} ns");

    /// <summary>
    /// The smallest difference, in ns, between two readings that differ: the larger of the clock's step and the time that a reading takes.
    /// </summary>
    public static double MeasureNs()
    {
        var smallest = long.MaxValue;
        var before = Stopwatch.GetTimestamp();
        for (var i = 0; i < Readings || smallest == long.MaxValue; i++)
        {
            var now = Stopwatch.GetTimestamp();
            if (now > before) smallest = Math.Min(smallest, now - before);
            before = now;
        }
        return smallest * 1e9 / Stopwatch.Frequency;
    }
}
