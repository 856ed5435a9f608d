using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Opens each model in a worker process of its own.</summary>
internal sealed class WorkerSessions : IModelSessions
{
    public ITargetSession Open(string modelPath, EngineTarget target, int threads) =>
        new WorkerSession(WorkerRunner.Start(target.Engine, modelPath, new EngineOptions { Threads = threads, Delegate = target.Delegate }));

    private sealed class WorkerSession(WorkerRunner runner) : ITargetSession
    {
        public string ActualDelegate => runner.Loaded.Proof.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => runner.Infer(inputs);

        public void Dispose() => runner.Dispose();
    }
}
