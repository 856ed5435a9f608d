using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Splits;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// One network with its data, and the judgement of files that are made of it. It uses the parts that the jobs use, in the same order, and
/// keeps what the source gave, which is the same for all files: <c>convert</c> is judged on random inputs, <c>verify</c> with data on
/// all samples, <c>quantize</c> on those that did not calibrate.
/// </summary>
internal sealed class JudgedNetwork : IDisposable
{
    private const int Samples = 40;
    private const long Seed = 1;

    private readonly IModelSessions _sessions;
    private readonly SourceSession _source;
    private readonly EvaluationInputs? _inputs;
    private readonly SourceReferences? _references;
    private readonly string _folder;
    private readonly PixelInput? _pixels;
    private readonly IReadOnlyDictionary<string, string> _provenance;
    private readonly IReadOnlyList<OutputTraits> _traits;
    private readonly List<ModelFile> _others = [];
    private readonly SparedRuns? _spared;
    private readonly RoundingProbe _roundingOfSeeded;
    private readonly RoundingProbe _roundingOfData;

    private JudgedNetwork(
        BenchNetwork network, IConversionTarget target, string folder, IModelSessions sessions, string path, string? data, bool asLarge)
    {
        (Network, Target, _folder, _sessions) = (network, target, folder, sessions);
        // Outputs of few elements too, so that the bench is harder than what large networks meet.
        _spared = asLarge ? new SparedRuns(SparedRuns.LargeMacs, 1) : null;
        Model = ModelFormats.Open(path);
        _provenance = SourceModels.Provenance(SourceModels.Of(Model));
        _pixels = network.Pixels is { } preprocess ? PixelInput.Of(Model.Graph, preprocess) : null;
        Signature = ModelSignature.Of(Model.Graph).With(_pixels);
        _traits = OutputTraits.Of(Model.Graph);
        (_roundingOfSeeded, _roundingOfData) = (Probe(), Probe());
        SampleBounds.Check(path, Signature);
        _source = SourceSession.Start(Plan, sessions, Model, Signature, 1);
        Seeded = _source.RunRandom(
            unchecked((ulong)Seed), _pixels is null ? DomainOptions.None.Of(Model.Graph) : [InputDomain.OfPixels(_pixels)]);
        if (data is null) return;
        var split = new SplitOptions { CalibrationShare = 0.4 };
        _inputs = EvaluationInputs.Open(new InputOptions { ModelPath = path, DataPath = data, Split = split });
        if (_pixels is not null) _inputs.TakePixels(_pixels);
        _references = SourceReferences.Run(
            Plan, sessions, _inputs, _inputs.Split.HeldOutIds.Items, _inputs.Split.CalibrationIds.Items, Seed, 1, null,
            CancellationToken.None);
    }

    /// <summary>The targets of this host.</summary>
    public static EnginePlan Plan { get; } = EnginePlan.OfThisHost([]);

    public BenchNetwork Network { get; }

    /// <summary>What its files are.</summary>
    public IConversionTarget Target { get; }

    /// <summary>For a table: the network, and the target where it is not the default one.</summary>
    public string Name => NameOf(Network, Target);

    public ModelFile Model { get; }

    public ModelSignature Signature { get; }

    /// <summary>Seeded inputs with what the source gave, where nothing but the graph states what it takes.</summary>
    public IReadOnlyList<ReferenceSet> Seeded { get; }

    /// <summary>False where the data reader does not take such samples.</summary>
    public bool HasData => _inputs is not null;

    /// <summary>Writes a network and its data, and runs it over them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">Of its weights.</param>
    /// <param name="folder">Takes its files.</param>
    /// <param name="sessions">Run it.</param>
    /// <param name="target">What its files are; null for the default target.</param>
    /// <param name="asLarge">Whether it is judged as a large network.</param>
    /// <exception cref="SartorException">It cannot be read or run.</exception>
    public static JudgedNetwork Open(
        BenchNetwork network, int seed, string folder, IModelSessions sessions, IConversionTarget? target = null, bool asLarge = false)
    {
        target ??= ConversionTargets.Default;
        var name = $"{network.Name.Replace(' ', '-')}-{seed}-{target.Name}";
        var place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        var path = Path.Combine(place, "model.onnx");
        File.WriteAllBytes(path, network.Build(seed));
        return new JudgedNetwork(
            network, target, place, sessions, path, network.Data?.Invoke(place) ?? WriteData(network, place), asLarge);
    }

    /// <summary>A converter of this network with a target of the caller.</summary>
    /// <exception cref="UnsupportedModelException">The target cannot express it.</exception>
    public ModelConverter Converter(IConversionTarget target) => Converter(target, Model);

    /// <summary>A converter of another file that passes itself off as this network.</summary>
    /// <exception cref="UnsupportedModelException">The target cannot express it.</exception>
    public ModelConverter Converter(IConversionTarget target, byte[] other)
    {
        var path = Path.Combine(_folder, $"other-{_others.Count}.onnx");
        File.WriteAllBytes(path, other);
        var model = ModelFormats.Open(path);
        _others.Add(model);
        return Converter(target, model);
    }

    private ModelConverter Converter(IConversionTarget target, ModelFile model) =>
        new(target, model.Graph, _provenance) { Reduction = Network.Reduction, Pixels = _pixels };

    /// <summary>What the source itself gives.</summary>
    public IReadOnlyList<float[][]> Source(IReadOnlyList<Tensor> inputs) =>
        [.. inputs.Select(input => _source.Run("", [input], null).Outputs.ToArray())];

    /// <summary>Ranges of the activations over the calibration samples, as <c>quantize</c> finds them.</summary>
    public IReadOnlyDictionary<string, ActivationStatistics> Calibrate(ModelConverter converter, CalibrationMethod method) =>
        CalibrationRun.Run(
            Plan, _sessions, converter, _inputs!, Path.Combine(_folder, "calibration" + Target.Suffix), method, 1, null,
            CancellationToken.None);

    /// <summary>Writes a file in place of the last one of that name.</summary>
    /// <exception cref="UnsupportedModelException">The format has no such network, or the precision changes nothing.</exception>
    public ConvertedModel Write(
        ModelConverter converter, Precision precision, CalibrationMethod method = CalibrationMethod.MinMax, string name = "variant") =>
        precision == Precision.Int8
            ? converter.Write(
                precision, Path.Combine(_folder, $"{name}.int8{Target.Suffix}"),
                converter.IsQuantizedSource ? null : Calibrate(converter, method), null, Network.Int8?.Invoke(converter))
            : Float(converter, precision, Path.Combine(_folder, name + converter.Target.Suffix));

    /// <summary>Writes a file of floats; of a quantized source the network without its steps, so that chance decides nothing.</summary>
    public static ConvertedModel Float(ModelConverter converter, Precision precision, string path) =>
        converter.IsQuantizedSource && precision == Precision.Float32 ? converter.WritePlain(path) : converter.Write(precision, path);

    /// <summary>The verdicts of a file that <c>convert</c> made.</summary>
    /// <exception cref="EngineException">Nothing runs it.</exception>
    public IReadOnlyList<Verdict> Convert(ModelConverter converter, ConvertedModel variant, IModelSessions? runs = null)
    {
        var verifier = Verifier(runs, GateLimits.Default with { RandomInputsDecide = true });
        var verdicts = verifier.Require(variant.Path, converter.Target.Format, variant.Precision, variant.Signature, Seeded);
        return ConversionProof.Add(converter, verdicts, variant, verifier, Seeded);
    }

    /// <summary>The verdicts of a file that <c>quantize</c> made, or that <c>verify</c> is given with data.</summary>
    /// <exception cref="EngineException">Nothing runs it.</exception>
    public IReadOnlyList<Verdict> OnData(ModelConverter converter, ConvertedModel variant, IModelSessions? runs = null)
    {
        var verifier = Verifier(runs, GateLimits.Default, _inputs!.Scores);
        // Reduced weights are judged as int8 ones are.
        var judged = Network.Reduction is null || variant.Precision == Precision.Int8 ? variant.Precision : Precision.DynamicRangeInt8;
        var verdicts = verifier.Require(variant.Path, converter.Target.Format, judged, variant.Signature, _references!.Sets);
        return ConversionProof.Add(converter, verdicts, variant, verifier, _references.Seeded);
    }

    /// <summary>
    /// What all ways of judging say of a file: <c>convert</c> knows no int8 but that of a source, no data, no reduced weights, and data
    /// need a reader that takes them.
    /// </summary>
    public IReadOnlyList<WayVerdict> Judge(ModelConverter converter, ConvertedModel variant, IModelSessions? runs = null)
    {
        var verdicts = new List<WayVerdict>();
        if ((variant.Precision != Precision.Int8 || converter.IsQuantizedSource) && Network.Reduction is null)
            verdicts.Add(WayVerdict.Of("convert", () => Convert(converter, variant, runs)));
        if (HasData) verdicts.Add(WayVerdict.Of("data", () => OnData(converter, variant, runs)));
        return verdicts;
    }

    /// <summary>What a file costs on samples that did not calibrate it (<see cref="OutputChange.Loss"/>).</summary>
    public double Loss(ConvertedModel file, IModelSessions sessions)
    {
        ReferenceOutputs[] samples = _references is null
            ? [.. OutputChange.Samples(Network).Select((input, i) => _source.Run($"{i}", [input], null))]
            : [.. _references.HeldOut];
        var variant = OutputChange.Run(sessions, file, [.. samples.Select(s => s.Inputs[0])]);
        return OutputChange.Loss([.. samples.Select(s => s.Outputs.ToArray())], variant, file.Signature.Outputs);
    }

    public void Dispose()
    {
        _references?.Dispose();
        _inputs?.Dispose();
        _source.Dispose();
        Model.Dispose();
        foreach (var other in _others) other.Dispose();
    }

    private VariantVerifier Verifier(IModelSessions? runs, GateLimits limits, Lab.Scores.ScoreSheet? scores = null) =>
        new(Plan, runs ?? _sessions, limits, 1, null, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Scores = scores,
            Traits = _traits,
            AssumedPreprocessing = scores is null ? null : _inputs!.AssumedPreprocessing,
            Decisions = Decisions(runs ?? _sessions),
            // Of the source, so that it is the same for all files.
            Rounding = scores is null ? _roundingOfSeeded : _roundingOfData,
            Spared = _spared,
        };

    private CompareDecisions Decisions(IModelSessions runs) => new DecisionComparison(
        Plan, _sessions, Model, Signature, runs, new EngineWorkerOptions(), 1, CancellationToken.None).Add;

    private RoundingProbe Probe() =>
        new(Plan, _sessions, Target, Model.Graph, new EngineWorkerOptions(), 1, CancellationToken.None);

    /// <summary>What files of a network and a target are called.</summary>
    public static string NameOf(BenchNetwork network, IConversionTarget target) =>
        target == ConversionTargets.Default ? network.Name : $"{network.Name} ({target.Name})";

    private static string? WriteData(BenchNetwork network, string folder)
    {
        if (network.Element != ElementType.Float32) return null;
        var path = Path.Combine(folder, "data.npy");
        var random = new Random(11);
        NumpyFile.Write(path, [.. Enumerable.Range(0, Samples).Select(_ => network.Sample(random))]);
        return path;
    }
}
