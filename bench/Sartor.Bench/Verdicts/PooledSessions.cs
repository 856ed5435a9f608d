using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// Opens models in this process, for time: a process for each of thousands of small files would cost many times what the files do. Int8
/// files, whose wrong parameters can end the process that runs them, go to worker processes that load one after the other; one that native
/// code ends is started again by the next file.
/// </summary>
internal sealed class PooledSessions : IModelSessions, IDisposable
{
    /// <summary>How the names of files end that a worker process runs.</summary>
    public const string Guarded = ".int8.tflite";

    private readonly Stack<EngineWorker> _idle = [];

    public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
    {
        if (target.Delegate == ReadBackRunner.Delegate)
            return ReadBackRunner.Open(modelPath, (path, engine) => Open(path, engine, threads, limits));
        var options = new EngineOptions { Threads = threads, Delegate = target.Delegate };
        if (!modelPath.EndsWith(Guarded, StringComparison.Ordinal))
            return new LocalSession(InferenceEngines.Get(target.Engine).Prepare(modelPath, options));
        var worker = _idle.Count > 0 ? _idle.Pop() : new EngineWorker();
        var name = Path.GetFileName(modelPath);
        var outcome = worker.LoadAsync(target.Engine, modelPath, options).GetAwaiter().GetResult();
        if (outcome.IsSuccess) return new Session(this, worker, target.Engine, name, outcome.Value.Delegation.ActualDelegate);
        _idle.Push(worker);
        throw Failure(target.Engine, name, outcome.Failure!);
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var worker)) worker.Dispose();
    }

    private static EngineException Failure(string engine, string name, WorkerFailure failure) =>
        new(engine, $"{name}: {failure.Message.TrimEnd('.')}");

    private sealed class LocalSession(IInferenceSession session) : ITargetSession
    {
        public string ActualDelegate => session.Delegation.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => session.Infer(inputs);

        public void Dispose() => session.Dispose();
    }

    private sealed class Session(PooledSessions pool, EngineWorker worker, string engine, string name, string actual) : ITargetSession
    {
        private bool _isOver;

        public string ActualDelegate => actual;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            var outcome = worker.InferAsync(inputs).GetAwaiter().GetResult();
            return outcome.IsSuccess ? outcome.Value : throw Failure(engine, name, outcome.Failure!);
        }

        public void Dispose()
        {
            if (_isOver) return;
            _isOver = true;
            pool._idle.Push(worker);
        }
    }
}
