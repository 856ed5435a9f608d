using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Stands for the runtime of a format that no engine runs: Sartor's reader reads the file, what it read is written in
/// <see cref="ConversionTargets.Interchange"/>, and an engine computes that. It shows that a file holds the right layers and weights, and
/// nothing of the runtime that the file is for.
/// </summary>
internal sealed class ReadBackRunner : ITargetSession
{
    /// <summary>Name of the delegate.</summary>
    public const string Delegate = "read-back";

    private const string Code = "read-back";

    private readonly string _path;
    private readonly Func<string, EngineTarget, ITargetSession> _open;
    private ITargetSession? _session;
    private ModelSignature? _signature;

    private ReadBackRunner(string path, Func<string, EngineTarget, ITargetSession> open) => (_path, _open) = (path, open);

    /// <summary>One for each format that is read and that no engine runs.</summary>
    public static IReadOnlyList<EngineOffer> Offers { get; } = [.. Make()];

    public string ActualDelegate => Delegate;

    /// <summary>Whether no engine runs files of a format that Sartor reads.</summary>
    public static bool StandsFor(string format) => Offers.Any(offer => offer.Format == format);

    /// <summary>What has to be said where one of the formats has no engine.</summary>
    /// <param name="source">Format of what was converted.</param>
    /// <param name="variant">Format of what was written.</param>
    public static IEnumerable<Diagnostic> Notes(string source, string variant)
    {
        if (StandsFor(source))
            yield return Diagnostic.Note(
                Code, $"The source did not run on {Runtime(source)}: {Offers[0].Name} computed what Sartor reads in it, and the result was "
                + "compared with that.");
        if (StandsFor(variant))
            yield return Diagnostic.Note(
                Code, $"Structure and numerics checked, never run on {Runtime(variant)}: the file was read back, and {Offers[0].Name} "
                + "computed what was read.");
    }

    /// <summary>Makes a file ready to run; it is read with the first inputs, whose shapes say what it may leave open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens a file on an engine.</param>
    public static ITargetSession Open(string path, Func<string, EngineTarget, ITargetSession> open) => new ReadBackRunner(path, open);

    /// <exception cref="SartorException">The file cannot be read, or what was read cannot be run.</exception>
    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (_signature is null || !Fits(_signature, inputs)) Start(inputs);
        // Formats without a batch read one of 1 in front.
        var outputs = _session!.Infer(
            [.. _signature!.Inputs.Select((input, i) => input.ToVariant(inputs[i].Reshape(input.SourceShape)))]);
        return [.. _signature.Outputs.Select((output, i) =>
            output.Permutation is { } moved ? TensorTranspose.Apply(outputs[i], moved.Inverse()) : outputs[i])];
    }

    public void Dispose() => _session?.Dispose();

    private static bool Fits(ModelSignature signature, IReadOnlyList<Tensor> inputs) => signature.Inputs.Count == inputs.Count
        && signature.Inputs.Zip(inputs).All(pair => pair.First.SourceShape.ElementCount == pair.Second.Shape.ElementCount);

    private void Start(IReadOnlyList<Tensor> inputs)
    {
        _session?.Dispose();
        using var model = Read(inputs);
        StoredWeights.Expand(model.Graph);
        var scratch = ScratchFolder.Create("sartor-read-back-");
        try
        {
            var target = ConversionTargets.Interchange;
            var file = Path.Combine(scratch.FullName, "read-back" + target.Suffix);
            _signature = new ModelConverter(target, model.Graph).Write(Precision.Float32, file).Signature;
            var engine = InferenceEngines.Catalog.All.First(e => e.Format == target.Format && e.ReferenceDelegate is not null);
            // The worker has read the file when it says that it is ready.
            _session = _open(file, new EngineTarget(engine.Name, engine.ReferenceDelegate!));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private ModelFile Read(IReadOnlyList<Tensor> inputs)
    {
        var model = ModelFormats.Open(_path);
        var own = model.Graph.Inputs;
        if (own.Count != inputs.Count || own.Zip(inputs).All(pair =>
            pair.First.Type.ElementCount == pair.Second.Shape.ElementCount)) return model;
        var shapes = own.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second.Shape);
        model.Dispose();
        return ModelFormats.Open(_path, new ModelReadOptions { InputShapes = shapes });
    }

    private static string Runtime(string format) => ModelFormats.Catalog.Find(format)!.Runtime;

    private static IEnumerable<EngineOffer> Make()
    {
        var format = ConversionTargets.Interchange.Format;
        if (InferenceEngines.Catalog.All.FirstOrDefault(e => e.Format == format
            && e.ReferenceDelegate is not null) is not { } engine) return [];
        return ModelFormats.Catalog.All.Where(f => InferenceEngines.Catalog.All.All(e => e.Format != f.Name))
            .Select(f => new EngineOffer(engine.Name, f.Name, [Delegate], Delegate));
    }
}
