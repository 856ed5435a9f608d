using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// The command line of TensorFlow Lite's benchmark tool for a protocol. It has no largest number of runs, only a longest time.
/// </summary>
internal static class ToolFlags
{
    /// <param name="graph">Path of the model on the device.</param>
    /// <param name="asked">The delegate.</param>
    /// <param name="request">Has inputs, of whose shapes the tool makes its own.</param>
    /// <param name="protocol">How to measure.</param>
    public static IReadOnlyList<string> Of(string graph, ToolDelegate asked, TrialRequest request, MeasurementProtocol protocol) =>
    [
        $"--graph={graph}",
        Invariant($"--num_threads={protocol.Threads}"),
        Invariant($"--warmup_runs={protocol.WarmUpMinRuns}"),
        Invariant($"--warmup_min_secs={protocol.WarmUpMinSeconds}"),
        Invariant($"--num_runs={protocol.MinRuns}"),
        Invariant($"--min_secs={protocol.MinSeconds}"),
        Invariant($"--max_secs={protocol.MaxSeconds}"),
        .. Shapes(request.Inputs),
        .. asked.Flags,
    ];

    // The tool goes by the order of inputs, not by their names. It has no word for the shape of a scalar.
    private static string[] Shapes(IReadOnlyList<Tensor> inputs) => inputs.Count == 0 || inputs.Any(input => input.Shape.Rank == 0) ? [] :
    [
        $"--input_layer={string.Join(',', inputs.Select((_, i) => Invariant($"input{i}")))}",
        $"--input_layer_shape={string.Join(':', inputs.Select(input => string.Join(',', input.Shape.Extents)))}",
    ];

    /// <summary>When a launch is given up: a time for loading, as a worker has it, and twice the longest time.</summary>
    public static TimeSpan Deadline(TrialRequest request, MeasurementProtocol protocol) =>
        (request.Limits?.Deadline ?? TimeSpan.FromMinutes(10)) + TimeSpan.FromSeconds(2 * protocol.MaxSeconds);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
