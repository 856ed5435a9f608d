using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>Opens each model in a worker process of its own.</summary>
/// <param name="device">Where; stays the caller's.</param>
/// <param name="cancellation">Ends sessions, also in the middle of a run.</param>
internal sealed class WorkerSessions(IDevice device, CancellationToken cancellation) : IModelSessions
{
    public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
    {
        if (target.Delegate == ReadBackRunner.Delegate)
            return ReadBackRunner.Open(modelPath, (path, engine) => Open(path, engine, threads, limits));
        var place = device.PutAsync(modelPath, cancellation).GetAwaiter().GetResult();
        var options = new EngineOptions { Threads = threads, Delegate = target.Delegate };
        return new WorkerSession(WorkerRunner.Start(
            device.OpenWorker(limits), target.Engine, Path.GetFileName(modelPath), place, options, cancellation,
            DeviceFailure.NameOf(device.Address)));
    }

    private sealed class WorkerSession(WorkerRunner runner) : ITargetSession
    {
        public string ActualDelegate => runner.Loaded.Delegation.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => runner.Infer(inputs);

        public void Dispose() => runner.Dispose();
    }
}
