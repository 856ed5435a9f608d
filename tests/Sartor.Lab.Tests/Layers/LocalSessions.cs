using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Layers;

/// <summary>Engines in the process of the test: some hundred models are loaded here.</summary>
internal sealed class LocalSessions : IModelSessions
{
    public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) =>
        new LocalSession(InferenceEngines.Get(target.Engine).Prepare(modelPath, new EngineOptions { Delegate = target.Delegate }));

    private sealed class LocalSession(IInferenceSession session) : ITargetSession
    {
        public string ActualDelegate => session.Delegation.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => session.Infer(inputs);

        public void Dispose() => session.Dispose();
    }
}
