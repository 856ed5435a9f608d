using Sartor.Core;
using Sartor.Lab.Trials;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Plays what a model gave before from a tape. The model is loaded when an input comes that is not on the tape; what it gives is put
/// there.
/// </summary>
/// <param name="sessions">Load the model.</param>
/// <param name="tape">Of this model on the target that will be asked for.</param>
internal sealed class TapedSessions(IModelSessions sessions, OutputTape tape) : IModelSessions
{
    public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) =>
        new TapedSession(() => sessions.Open(modelPath, target, threads, limits), tape);

    private sealed class TapedSession(Func<ITargetSession> open, OutputTape tape) : ITargetSession
    {
        private ITargetSession? _opened;

        public string ActualDelegate => Opened.ActualDelegate;

        private ITargetSession Opened => _opened ??= open();

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            var name = TensorHash.Of(inputs);
            if (tape.Find(name) is { } known) return known;
            var outputs = Opened.Infer(inputs);
            tape.Add(name, outputs);
            return outputs;
        }

        public void Dispose() => _opened?.Dispose();
    }
}
