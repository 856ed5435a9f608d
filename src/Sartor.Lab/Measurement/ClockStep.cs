namespace Sartor.Lab.Measurement;

/// <summary>The clock that samples are taken with: the monotonic one of the worker.</summary>
internal static class ClockStep
{
    /// <summary>Name and tick length, e.g. <c>Stopwatch (monotonic), tick 1 ns</c>.</summary>
    /// <param name="hz">Ticks in a second.</param>
    public static string Describe(long hz) => FormattableString.Invariant($"Stopwatch (monotonic), tick {1e9 / hz:0.###} ns");
}
