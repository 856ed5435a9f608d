using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Convert;

/// <summary>A model loaded in a worker process of its own, so that a crash of native code ends only that process.</summary>
public sealed class WorkerRunner : IModelRunner
{
    private readonly EngineWorker _worker;
    private readonly string _engine;
    private readonly string _model;

    private WorkerRunner(EngineWorker worker, string engine, string model, LoadedModel loaded)
    {
        _worker = worker;
        _engine = engine;
        _model = model;
        Loaded = loaded;
    }

    /// <summary>What the engine says of the model.</summary>
    public LoadedModel Loaded { get; }

    /// <summary>Engine and delegate that really run it: <c>tflite/xnnpack</c>.</summary>
    public string RanOn => $"{_engine}/{Loaded.Proof.ActualDelegate}";

    /// <summary>Starts a worker and loads a model.</summary>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="modelPath">The file.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="guard">Limits of the worker; null for those that every worker has.</param>
    /// <exception cref="EngineException">The engine refused the model, or the worker failed; the message says which.</exception>
    public static WorkerRunner Start(string engine, string modelPath, EngineOptions options, EngineWorkerOptions? guard = null)
    {
        var worker = new EngineWorker(guard);
        try
        {
            var outcome = worker.LoadAsync(engine, modelPath, options).GetAwaiter().GetResult();
            if (!outcome.IsSuccess)
                throw new EngineException(engine, $"{Path.GetFileName(modelPath)}: {outcome.Failure.Message.TrimEnd('.')}");
            return new WorkerRunner(worker, engine, modelPath, outcome.Value);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        var outcome = _worker.InferAsync(inputs).GetAwaiter().GetResult();
        return outcome.IsSuccess ? outcome.Value : throw new EngineException(_engine, $"{Path.GetFileName(_model)}: "
            + $"{outcome.Failure.Message.TrimEnd('.')}");
    }

    public void Dispose() => _worker.Dispose();
}
