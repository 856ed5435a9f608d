using Sartor.Engines;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Workers.Client;

namespace Sartor.Kernels;

/// <summary>Runs cases in a runtime, in a worker process: one that ends there is an outcome.</summary>
/// <param name="runtime">The runtime.</param>
internal sealed class KernelRunner(KernelRuntime runtime) : IDisposable
{
    // What it says where a kernel refused, before anything ran.
    private const string Unprepared = "Failed to allocate tensors";

    // What the engine of a runtime in WebAssembly says where native code would have ended the process.
    private const string Ended = "the runtime ended";

    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-kernels").FullName;
    private EngineWorker _worker = new();
    private bool _hasRefused;

    /// <summary>How often each failure was seen, in the runtime's words.</summary>
    public Dictionary<string, int> Messages { get; } = [];

    /// <summary>Runs a probe in one version on both delegates.</summary>
    public async Task<KernelRow> RunAsync(KernelCase kernel, KernelProbe probe, long version, CancellationToken cancellation = default)
    {
        var path = Path.Combine(_folder, "probe.tflite");
        await File.WriteAllBytesAsync(path, probe.File(version), cancellation).ConfigureAwait(false);
        var (builtin, isTaken) = await OutcomeAsync(path, runtime.Builtin, probe, cancellation).ConfigureAwait(false);
        var xnnPack = builtin;
        if (runtime.XnnPack is { } name)
            (xnnPack, isTaken) = await OutcomeAsync(path, name, probe, cancellation).ConfigureAwait(false);
        return new KernelRow(kernel.Name, version, version, kernel.Form, builtin, xnnPack, isTaken);
    }

    /// <summary>What a case has to give in its first version, and what the built-in kernels give.</summary>
    public async Task<string> ShowAsync(KernelCase kernel, CancellationToken cancellation = default)
    {
        var (path, probe) = (Path.Combine(_folder, "probe.tflite"), new KernelProbe(kernel));
        await File.WriteAllBytesAsync(path, probe.File(TableMaker.Versions(kernel.Name).First()), cancellation).ConfigureAwait(false);
        var options = new EngineOptions { Delegate = runtime.Builtin };
        var loaded = await _worker.LoadAsync(runtime.Name, path, options, cancellation).ConfigureAwait(false);
        if (!loaded.IsSuccess) return loaded.Failure.Message;
        var results = await _worker.InferAsync(probe.Fed, cancellation).ConfigureAwait(false);
        return results.IsSuccess ? probe.Show(results.Value) : results.Failure.Message;
    }

    public void Dispose()
    {
        _worker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(KernelOutcome Outcome, bool IsTaken)> OutcomeAsync(
        string path, string name, KernelProbe probe, CancellationToken cancellation)
    {
        var seen = await OnceAsync(path, name, probe, cancellation).ConfigureAwait(false);
        // A kernel that reads what it should not depends on what ran before it in the memory of WebAssembly.
        if (runtime.XnnPack is not null || seen.Outcome is KernelOutcome.Right or KernelOutcome.Runs or KernelOutcome.RefusedAtLoad)
            return seen;
        if (seen.Outcome == KernelOutcome.RefusedAtInvoke && _hasRefused) return seen;
        _worker.Dispose();
        _worker = new EngineWorker();
        return await OnceAsync(path, name, probe, cancellation).ConfigureAwait(false);
    }

    private async Task<(KernelOutcome Outcome, bool IsTaken)> OnceAsync(
        string path, string name, KernelProbe probe, CancellationToken cancellation)
    {
        var loaded = await _worker.LoadAsync(runtime.Name, path, new EngineOptions { Delegate = name }, cancellation).ConfigureAwait(false);
        if (!loaded.IsSuccess) return (Failed(loaded.Failure, KernelOutcome.RefusedAtLoad), false);
        var isTaken = runtime.XnnPack is null
            ? loaded.Value.Delegation.Kernels is [{ Name: "XNNPACK" }]
            : loaded.Value.Delegation.ActualDelegate == name && name != runtime.Builtin;
        var results = await _worker.InferAsync(probe.Fed, cancellation).ConfigureAwait(false);
        if (!results.IsSuccess) return (Failed(results.Failure, KernelOutcome.RefusedAtInvoke), isTaken);
        return (probe.IsRight(results.Value) switch
        {
            true => KernelOutcome.Right,
            false => KernelOutcome.Wrong,
            null => KernelOutcome.Runs,
        }, isTaken);
    }

    private KernelOutcome Failed(WorkerFailure failure, KernelOutcome refusal)
    {
        // A runtime that is gone refuses everything, and says nothing of kernels.
        if (runtime.Problem is { } problem) throw new InvalidOperationException(problem);
        var message = failure.Message.Replace(_folder, "", StringComparison.Ordinal);
        _hasRefused = message.Contains(Unprepared, StringComparison.Ordinal);
        Messages[message] = Messages.GetValueOrDefault(message) + 1;
        return failure.Kind == WorkerFailureKind.Refused && !message.Contains(Ended, StringComparison.Ordinal)
            ? refusal
            : KernelOutcome.Aborts;
    }
}
