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
    private readonly string _name;
    private readonly string _path;
    private readonly string? _machine;
    private readonly CancellationToken _cancellation;

    private WorkerRunner(
        EngineWorker worker, string engine, string name, string path, string? machine, LoadedModel loaded, CancellationToken cancellation)
    {
        _worker = worker;
        _engine = engine;
        _name = name;
        _path = path;
        _machine = machine;
        _cancellation = cancellation;
        Loaded = loaded;
    }

    /// <summary>What the engine says of the model.</summary>
    public LoadedModel Loaded { get; }

    /// <summary>Engine and delegate that really run it: <c>tflite/xnnpack</c>.</summary>
    public string RanOn => $"{_engine}/{Loaded.Delegation.ActualDelegate}";

    /// <summary>Starts a worker on this machine and loads a model.</summary>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="modelPath">The file.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellation">Ends the worker, also in the middle of a run.</param>
    /// <exception cref="EngineException">The engine refused the model, or the worker failed; the message says which.</exception>
    public static WorkerRunner Start(string engine, string modelPath, EngineOptions options, CancellationToken cancellation = default) =>
        Start(new EngineWorker(), engine, Path.GetFileName(modelPath), modelPath, options, cancellation);

    /// <summary>Loads a model into a worker of any machine.</summary>
    /// <param name="worker">Belongs to the runner from now on.</param>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="name">The model's name for messages.</param>
    /// <param name="path">Its file on the worker's machine.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellation">Ends the worker, also in the middle of a run.</param>
    /// <param name="machine">The worker's machine, for messages; null for this one.</param>
    /// <exception cref="EngineException">The engine refused the model, or the worker failed; the message says which.</exception>
    public static WorkerRunner Start(
        EngineWorker worker, string engine, string name, string path, EngineOptions options, CancellationToken cancellation,
        string? machine = null)
    {
        ArgumentNullException.ThrowIfNull(worker);
        try
        {
            var outcome = worker.LoadAsync(engine, path, options, cancellation).GetAwaiter().GetResult();
            return outcome.IsSuccess
                ? new WorkerRunner(worker, engine, name, path, machine, outcome.Value, cancellation)
                : throw Failure(engine, name, path, machine, outcome.Failure);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        var outcome = _worker.InferAsync(inputs, _cancellation).GetAwaiter().GetResult();
        return outcome.IsSuccess ? outcome.Value : throw Failure(_engine, _name, _path, _machine, outcome.Failure);
    }

    public void Dispose() => _worker.Dispose();

    // Where a model lies on its device is the device's own business.
    private static EngineException Failure(string engine, string name, string path, string? machine, WorkerFailure failure)
    {
        var text = failure.Message.Replace(path, name, StringComparison.Ordinal).TrimEnd('.');
        // The worker's sentence begins with the engine and the file, as this one does.
        foreach (var prefix in (ReadOnlySpan<string>)[$"{engine}: ", $"{name}: "])
            if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        if (machine is not null && failure.Kind != WorkerFailureKind.Refused) text = $"{machine}: {text}";
        return new EngineException(engine, $"{name}: {text}");
    }
}
