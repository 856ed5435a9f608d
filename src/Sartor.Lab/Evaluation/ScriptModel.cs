using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Formats.Checkpoints;
using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Opens TorchScript files for the engine that runs them. The file is a program: only a worker process loads it, which runs it once on
/// zeros, since nothing else tells what it gives.
/// </summary>
public static class ScriptModel
{
    private const string Shapes = "--input-shape";

    // The engine of the format; there is one.
    private static readonly IInferenceEngine s_engine = InferenceEngines.Catalog.All.First(e => e.Format == ScriptFormat.FormatName);

    /// <summary>
    /// Whether a file is to be run as it is: it is an archive, and the engine of TorchScript is among those that were asked for.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="engines">Names of engines, or <c>engine/delegate</c>.</param>
    public static bool Runs(string path, IReadOnlyList<string> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return engines.Any(name => name.Split('/')[0] == s_engine.Name) && Checkpoint.IsArchive(path);
    }

    /// <summary>Opens such a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">One for each tensor that its <c>forward</c> takes; those without a name are for the parameters that no other
    /// names, in their order.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="OptionException">There are too few or too many inputs, one has a name that the file does not know, or the file
    /// does not run with their shapes and types.</exception>
    /// <exception cref="ModelFormatException">There is no such file, or the engine refuses it.</exception>
    /// <exception cref="EngineException">The engine is missing, or it crashed, hung or ran out of memory.</exception>
    internal static ModelFile Open(string path, IReadOnlyList<TorchInput> inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var device = new HostDevice();
        using var worker = device.OpenWorker();
        if (Require(path, worker.ProbeAsync(s_engine.Name, cancellation)).Problem is { } missing)
            throw new EngineException(s_engine.Name, missing);
        var loading = worker.LoadAsync(s_engine.Name, Path.GetFullPath(path), new EngineOptions(), cancellation);
        var loaded = Require(path, loading, problem => new ModelFormatException(path, null, problem));
        var fed = Assign(path, [.. loaded.Inputs.Select(input => input.Name)], inputs);
        var run = worker.InferAsync([.. fed.Select(input => Zeros(input.Type))], cancellation);
        var outputs = Require(path, run, problem => new OptionException(Shapes, problem));
        if (outputs.Count == 0)
            throw new UnsupportedModelException(path, null, "gives no tensor; give a network whose result has one");
        var names = outputs.Select((_, i) => outputs.Count == 1 ? "output" : $"output_{i}");
        var format = new ScriptFormat(fed, [.. names.Zip(outputs.Select(output => output.Type))]);
        return ModelFormats.OpenAs(format, path);
    }

    // What an engine refuses is the file's or the caller's fault; everything else is the engine's.
    private static T Require<T>(string path, Task<WorkerOutcome<T>> asked, Func<string, SartorException>? refused = null) where T : class
    {
        var outcome = asked.GetAwaiter().GetResult();
        if (outcome.IsSuccess) return outcome.Value;
        var (full, own) = (Path.GetFullPath(path), $"{s_engine.Name}: ");
        var message = outcome.Failure.Message.TrimEnd('.').Replace(full, path, StringComparison.Ordinal);
        if (message.StartsWith(own, StringComparison.Ordinal)) message = message[own.Length..];
        if (outcome.Failure.Kind != WorkerFailureKind.Refused || refused is null) throw new EngineException(s_engine.Name, message);
        var subject = $"{path}: ";
        throw refused(message.StartsWith(subject, StringComparison.Ordinal) ? message[subject.Length..] : message);
    }

    private static (string Name, TensorType Type)[] Assign(string path, string[] names, IReadOnlyList<TorchInput> inputs)
    {
        var example = string.Join(' ', names.Select(name => $"{Shapes} {name}=1,3,224,224"));
        if (inputs.FirstOrDefault(input => input.Name is { } name && !names.Contains(name)) is { } unknown)
            throw new OptionException(
                Shapes, $"{path} has no input '{unknown.Name}'; it takes {string.Join(", ", names)}");
        if (inputs.Count != names.Length)
            throw new OptionException(
                Shapes, $"{path} takes {Quantity.Of(names.Length, "tensor")} ({string.Join(", ", names)}), and "
                + $"{Quantity.Of(inputs.Count, "shape is", "shapes are")} given: TorchScript does not say what they are; give {example}, "
                + "with :int64 behind one of another type than float32");
        if (inputs.GroupBy(input => input.Name).FirstOrDefault(group => group.Key is not null && group.Count() > 1) is { } twice)
            throw new OptionException(Shapes, $"'{twice.Key}' is given twice");
        var unnamed = new Queue<TorchInput>(inputs.Where(input => input.Name is null));
        return [.. names.Select(name =>
        {
            var input = inputs.FirstOrDefault(input => input.Name == name) ?? unnamed.Dequeue();
            return (name, new TensorType(input.Element, input.Shape));
        })];
    }

    private static Tensor Zeros(TensorType type) => new(type.Element, type.Shape!, new byte[type.ByteCount!.Value]);
}
