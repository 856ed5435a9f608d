using System.Globalization;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// The command line of TensorFlow Lite's benchmark tool for a protocol. It has no largest number of runs, only a longest time.
/// </summary>
internal static class ToolFlags
{
    /// <param name="graph">Path of the model on the device.</param>
    /// <param name="asked">The delegate.</param>
    /// <param name="protocol">How to measure.</param>
    public static IReadOnlyList<string> Of(string graph, ToolDelegate asked, MeasurementProtocol protocol) =>
    [
        $"--graph={graph}",
        Invariant($"--num_threads={protocol.Threads}"),
        Invariant($"--warmup_runs={protocol.WarmUpMinRuns}"),
        Invariant($"--warmup_min_secs={protocol.WarmUpMinSeconds}"),
        Invariant($"--num_runs={protocol.MinRuns}"),
        Invariant($"--min_secs={protocol.MinSeconds}"),
        Invariant($"--max_secs={protocol.MaxSeconds}"),
        .. asked.Flags,
    ];

    /// <summary>When a launch is given up: a time for loading, as a worker has it, and twice the longest time.</summary>
    public static TimeSpan Deadline(TrialRequest request, MeasurementProtocol protocol) =>
        (request.Limits?.Deadline ?? TimeSpan.FromMinutes(10)) + TimeSpan.FromSeconds(2 * protocol.MaxSeconds);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
