using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// How much memory and time a worker may take for a model. Both are far above what engines need, so that only one that has gone astray
/// is ended, and memory stays below what the machine has, so that it is the worker that ends and not something else.
/// </summary>
internal static class WorkerBudget
{
    // Packed weights, arenas that grow by doubling, buffers of im2col (kernel area × input) and the messages with tensors.
    private const int Copies = 8;
    private const long Base = 2L << 30;
    private const double MachineShare = 0.8;

    // The slowest that anything ran: a cold disk, and reference kernels on a loaded machine.
    private const double BytesPerSecond = 20e6, MacsPerSecond = 100e6;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(60), Most = TimeSpan.FromHours(1);

    /// <summary>
    /// Memory: 2 GiB and 8 times the model's bytes and its largest live activations (<see cref="Liveness"/>), at most 80 % of the
    /// machine's. Time of a request: 60 s, and a second for each 20 MB of the model and for each 100 million multiplications, at most an
    /// hour.
    /// </summary>
    /// <param name="graph">The network; where its activations are not known, the machine alone bounds memory.</param>
    /// <param name="modelBytes">Size of its files.</param>
    public static EngineWorkerOptions For(ModelGraph graph, long modelBytes) =>
        For(graph, modelBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <param name="graph">The network.</param>
    /// <param name="modelBytes">Size of its files.</param>
    /// <param name="machineBytes">Memory that this process and its workers may use at most.</param>
    internal static EngineWorkerOptions For(ModelGraph graph, long modelBytes, long machineBytes)
    {
        var analysis = GraphAnalysis.Of(graph);
        var weights = Math.Max(modelBytes, analysis.WeightBytes);
        var most = machineBytes * MachineShare;
        var memory = analysis.PeakActivationBytes is { } activations
            ? Math.Min(most, Base + (Copies * ((double)weights + activations)))
            : most;
        var seconds = Least.TotalSeconds + (weights / BytesPerSecond) + (analysis.Macs / MacsPerSecond);
        return new EngineWorkerOptions
        {
            MemoryLimitBytes = (long)memory,
            Deadline = TimeSpan.FromSeconds(Math.Min(seconds, Most.TotalSeconds)),
        };
    }
}
