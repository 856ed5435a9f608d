using Sartor.Convert.Lowering;
using Sartor.Convert.Pixels;
using Sartor.Convert.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert;

/// <summary>Converts one model to a target: lowers it once, then writes it in any precision that the target has.</summary>
public sealed class ModelConverter
{
    private readonly IReadOnlyDictionary<string, string> _provenance;
    private readonly Diagnostic[] _diagnostics;
    private readonly ModelGraph _given;
    private readonly ModelGraph _source;
    private readonly QuantizedSource? _quantized;
    private readonly CancellationToken _cancellation;
    private ModelGraph? _reduced;

    /// <param name="target">What to convert to.</param>
    /// <param name="source">A graph of any source; it stays as it is and has to outlive the converter.</param>
    /// <param name="provenance">Facts of the source that are written into each file as metadata; null for none.</param>
    /// <param name="cancellation">Ends the lowering between two passes, and each later step before it begins.</param>
    /// <exception cref="UnsupportedModelException">The graph cannot be expressed in the target's format; the message and
    /// <see cref="UnsupportedModelException.Refusals"/> name every operator in the way.</exception>
    public ModelConverter(
        IConversionTarget target, ModelGraph source, IReadOnlyDictionary<string, string>? provenance = null,
        CancellationToken cancellation = default)
        : this(target, source, provenance, false, cancellation)
    {
    }

    /// <summary>The same, with a say in the layout of inputs and outputs.</summary>
    /// <param name="target">What to convert to.</param>
    /// <param name="source">A graph of any source; it stays as it is and has to outlive the converter.</param>
    /// <param name="provenance">Facts of the source that are written into each file as metadata; null for none.</param>
    /// <param name="keepsLayout">
    /// Inputs and outputs have the axes of the source in its order, at the price of a transpose for each one that has another one in
    /// the target.
    /// </param>
    /// <param name="cancellation">Ends the lowering between two passes, and each later step before it begins.</param>
    /// <exception cref="UnsupportedModelException">As above.</exception>
    public ModelConverter(
        IConversionTarget target, ModelGraph source, IReadOnlyDictionary<string, string>? provenance, bool keepsLayout,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        // A source of floats between quantized steps is lowered as the floats, and its parameters are kept (int8).
        _quantized = QuantizedSource.Of(source);
        (Target, _given, _source) = (target, source, _quantized?.Graph ?? source);
        _cancellation = cancellation;
        Lowered = GraphLowering.Run(_source, target.Lowering, target.Refusals, cancellation);
        if (keepsLayout) SourceLayout.Restore(Lowered);
        _diagnostics = [.. Lowered.Diagnostics.Except(source.Diagnostics)];
        _provenance = provenance ?? new Dictionary<string, string>();
    }

    /// <summary>The network of floats that such a source stands for, without its steps; any other source as it is.</summary>
    public ModelGraph FloatSource => _source;

    /// <summary>Whether a graph is a source as <see cref="IsQuantizedSource"/> says.</summary>
    public static bool IsQuantized(ModelGraph graph) => QuantizedSource.Is(graph);

    /// <summary>Such a source with its steps as float arithmetic; any other as it is.</summary>
    /// <param name="graph">It stays as it is.</param>
    /// <param name="perElement">Whether each element is divided by a step of its own, which can be changed by a rounding.</param>
    public static ModelGraph WithFloatSteps(ModelGraph graph, bool perElement = false) =>
        IsQuantized(graph) ? FloatSteps.Of(graph, perElement) : graph;

    /// <summary>What it converts to.</summary>
    public IConversionTarget Target { get; }

    /// <summary>Whether <see cref="ConvertedModel.Sha256"/> of what <see cref="Write"/> makes is known; true by default.</summary>
    public bool Hashes { get; init; } = true;

    /// <summary>The float32 graph in the target's terms; do not change it.</summary>
    public ModelGraph Lowered { get; }

    /// <summary>
    /// Whether the source states int8 or uint8 parameters of its activations between Quantize and Dequantize: it is written as int8 without
    /// calibration, and in no other precision.
    /// </summary>
    public bool IsQuantizedSource => _quantized is not null;

    /// <summary>The input that variants take as raw pixels; null, the default, for none.</summary>
    /// <exception cref="OptionException">The target's format has no such inputs.</exception>
    public PixelInput? Pixels
    {
        get;
        set => field = value is null || Target.Precisions.Contains(Precision.Int8)
            ? value
            : throw new OptionException("bake-preprocessing", $"the target {Target.Name} has no uint8 inputs; leave the option out");
    }

    /// <summary>
    /// What variants say to task libraries of the input that takes images, as the source takes it; null, the default, for nothing.
    /// </summary>
    /// <exception cref="OptionException">The target's format has no such metadata.</exception>
    public (TaskMetadata Facts, PixelInput Image)? Task
    {
        get;
        set => field = value is null || Target.HasTaskMetadata
            ? value
            : throw new OptionException("metadata", $"the target {Target.Name} has no metadata for task libraries; leave the option out");
    }

    /// <summary>
    /// How weights are reduced in every variant; null, the default, for not at all. A variant is lossy then, whatever its precision.
    /// </summary>
    /// <exception cref="UnsupportedModelException">The source is quantized: its integers are kept.</exception>
    public WeightReduction? Reduction
    {
        get;
        set
        {
            if (value is not null && IsQuantizedSource)
                throw new UnsupportedModelException(_source.Name, null, "is already quantized, and its integers are kept; reduce the "
                    + "weights of the float network instead");
            field = value;
            _reduced = null;
            if (value is null) return;
            _reduced = GraphClone.Of(Lowered);
            _reduced.Diagnostics.Clear();
            value.Apply(_reduced);
        }
    }

    /// <summary>What int8 computes with integers, in the order of execution.</summary>
    public IReadOnlyList<Int8Layer> Int8Layers => field ??= Quantization.Int8Layers.Of(Lowered, new BindingTable(Target.Format));

    /// <summary>The layers that names stand for, as <see cref="Int8Options.FloatLayers"/> has them.</summary>
    /// <param name="names">Of nodes or of tensors that they give, in the source or in <see cref="Lowered"/>.</param>
    /// <exception cref="OptionException">There is no such node; the message has the nearest name.</exception>
    public IReadOnlySet<string> LayersNamed(IEnumerable<string> names) => Quantization.Int8Layers.Named(names, _source, Lowered);

    /// <summary>Writes one variant; the file appears whole or not at all.</summary>
    /// <param name="precision">Arithmetic and storage.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="statistics">Calibrated activations; needed for <see cref="Precision.Int8"/> only, and not where <see
    /// cref="IsQuantizedSource"/>.</param>
    /// <param name="facts">Further metadata of this variant; null for none.</param>
    /// <param name="options">What int8 is to do beside its rules; null for nothing.</param>
    /// <exception cref="UnsupportedModelException">An operator cannot be written, or the file would be the float32 one.</exception>
    /// <exception cref="OptionException">The target has no such precision.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Int8 without statistics.</exception>
    public ConvertedModel Write(Precision precision, string path, IReadOnlyDictionary<string, ActivationStatistics>? statistics = null,
        IReadOnlyDictionary<string, string>? facts = null, Int8Options? options = null)
    {
        options ??= Int8Options.Default;
        if (_quantized is not null)
        {
            if (precision != Precision.Int8)
                throw new UnsupportedModelException(_source.Name, null, $"is already quantized, and {precision.Name()} would not compute "
                    + "the same; convert it to int8, or the float network instead");
            if (options.Boundary is null) options = options with { Boundary = ElementType.Float32 };
            (options, statistics) = (options with { Source = _quantized }, _quantized.Statistics);
        }
        _cancellation.ThrowIfCancellationRequested();
        Target.Require(precision);
        var graph = GraphClone.Of(_reduced ?? Lowered);
        graph.Diagnostics.Clear();
        graph.Diagnostics.AddRange(_diagnostics);
        graph.Diagnostics.AddRange(_reduced?.Diagnostics ?? []);
        if (precision == Precision.Int8 && options is { Equalization: not CrossLayerEqualization.Auto } or { CorrectsBias: false })
        {
            graph.Diagnostics.Add(Diagnostic.Note("int8-options", "cross-layer equalization is "
                + $"{options.Equalization.ToString().ToLowerInvariant()}, bias correction is {(options.CorrectsBias ? "on" : "off")}"));
        }
        // Without means there is no shift to take back.
        if (!options.CorrectsBias)
            statistics = statistics?.ToDictionary(s => s.Key, s => s.Value with { ChannelMeans = null }, StringComparer.Ordinal);
        if (Target.Quantization(precision, statistics, options) is { } pass && !pass.Run(graph))
            throw new UnsupportedModelException(graph.Name, null, $"{precision.Name()} would change nothing, because no tensor "
                + "is large enough; use float32");
        if (Pixels is not null) PixelNodes.Add(graph, Pixels);
        var task = Task is { } said ? TaskRules.Apply(graph, said.Facts, said.Image) : null;
        var hash = "";
        WriteNamed(graph, path, facts ?? new Dictionary<string, string>(), task, Hashes ? found => hash = found : null);
        if (Reduction is { Compresses: true })
        {
            var files = Target.Layout.Of(path);
            graph.Diagnostics.Add(Diagnostic.Note("compressed-size", FormattableString.Invariant(
                $"compressed with gzip the file has {CompressedSize.Of(files) / 1e6:0.###} MB; reduced weights pay only there")));
        }
        var converted = new ConvertedModel(precision, path, ModelSignature.Of(graph).With(Pixels), [.. graph.Diagnostics])
        {
            Options = options,
            Files = Target.Layout.Of(path),
            Sha256 = hash,
        };
        return statistics is null ? converted : converted with { Statistics = statistics };
    }

    /// <summary>
    /// Writes the float32 network that a variant was written from: what <see cref="Lowered"/> is, or what int8 makes of it first.
    /// </summary>
    /// <param name="variant">The variant.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public ConvertedModel WriteForm(ConvertedModel variant, string path)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var graph = GraphClone.Of(_reduced ?? Lowered);
        var known = variant.Statistics.Count > 0 ? variant.Statistics : null;
        var statistics = Target.Prepare(variant.Precision, graph, known, variant.Options);
        var reals = Pixels is null ? null : PixelNodes.Add(graph, Pixels);
        WriteNamed(graph, path, new Dictionary<string, string>());
        // What was calibrated as the input is computed from pixels now.
        if (reals is not null && statistics.TryGetValue(graph.Inputs[Pixels!.Index].Name, out var ofInput))
            statistics = new Dictionary<string, ActivationStatistics>(statistics) { [reals.Name] = ofInput };
        return new ConvertedModel(Precision.Float32, path, ModelSignature.Of(graph).With(Pixels), []) { Statistics = statistics };
    }

    /// <summary>Writes a source as <see cref="IsQuantizedSource"/> says in float32, its steps as float arithmetic.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="UnsupportedModelException">The target has no such arithmetic.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public ConvertedModel WriteFloatSteps(string path) =>
        new ModelConverter(Target, WithFloatSteps(_given), null, _cancellation) { Pixels = Pixels }.WritePlain(path);

    /// <summary>Writes the float32 network with weights as they are, whatever <see cref="Reduction"/> says.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public ConvertedModel WritePlain(string path)
    {
        var graph = GraphClone.Of(Lowered);
        graph.Diagnostics.Clear();
        graph.Diagnostics.AddRange(_diagnostics);
        if (Pixels is not null) PixelNodes.Add(graph, Pixels);
        var task = Task is { } said ? TaskRules.Apply(graph, said.Facts, said.Image) : null;
        WriteNamed(graph, path, new Dictionary<string, string>(), task);
        return new ConvertedModel(Precision.Float32, path, ModelSignature.Of(graph).With(Pixels), [.. graph.Diagnostics])
        {
            Files = Target.Layout.Of(path),
        };
    }

    /// <summary>Writes the float32 network with every activation as an output, to be run over calibration samples.</summary>
    /// <param name="path">The file to write; the caller deletes it.</param>
    /// <exception cref="UnsupportedModelException">A weight or bias is NaN or infinite.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public Calibration BeginCalibration(string path)
    {
        var calibration = Calibration.Of(_reduced ?? Lowered);
        WriteFile(calibration.Graph, path, _provenance);
        if (Pixels is { TakesPictures: true }) calibration.Signature = calibration.Signature.With(Pixels);
        return calibration;
    }

    private void WriteNamed(
        ModelGraph graph, string path, IReadOnlyDictionary<string, string> facts, TaskMetadata? task = null, Action<string>? hashed = null)
    {
        new UniqueNamesPass().Run(graph);
        var metadata = new Dictionary<string, string>(_provenance);
        // Another network has other counts than its source.
        if (Reduction is { PruneChannels: > 0 })
        {
            metadata.Remove(ParameterCount.SourceKey);
            metadata.Remove(GraphAnalysis.SourceMacsKey);
        }
        var reduced = Reduction?.Facts ?? new Dictionary<string, string>();
        foreach (var (key, value) in SignatureMetadata.Of(graph).Concat(PixelMetadata.Of(Pixels)).Concat(reduced).Concat(facts))
            metadata[key] = value;
        WriteFile(graph, path, metadata, task, hashed);
    }

    private void WriteFile(
        ModelGraph graph, string path, IReadOnlyDictionary<string, string> metadata, TaskMetadata? task = null,
        Action<string>? hashed = null)
    {
        _cancellation.ThrowIfCancellationRequested();
        string[] hashes = [];
        AtomicFile.Write(path, Target.Layout, files =>
        {
            if (hashed is null)
            {
                Target.WriteForTasks(graph, files, metadata, task);
                return;
            }
            // What is hashed on its way need not be read again.
            HashedStream[] streams = [.. files.Select(file => new HashedStream(file))];
            try
            {
                Target.WriteForTasks(graph, streams, metadata, task);
                hashes = [.. streams.Select(stream => stream.FinishHex())];
            }
            finally
            {
                foreach (var stream in streams) stream.Dispose();
            }
        });
        hashed?.Invoke(ModelFile.Sha256(Target.Layout.Of(path), hashes));
    }
}
