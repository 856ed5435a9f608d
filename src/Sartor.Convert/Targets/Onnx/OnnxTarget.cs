using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats.Onnx;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Onnx;

/// <summary>ONNX files of operator set 17.</summary>
internal sealed class OnnxTarget : IConversionTarget
{
    // What Sartor wrote into the source speaks of the source.
    private const string OwnMetadata = "sartor.";

    public string Name => "onnx";

    public string Format => "onnx";

    public string Suffix => ".onnx";

    public IReadOnlyList<Precision> Precisions => Convert.Precisions.All;

    public PassPipeline Lowering => OnnxLowering.Passes;

    public IGraphPass? Quantization(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options)
    {
        if (precision != Precision.Int8) return PrecisionPasses.Of(precision, statistics, Format, hasRowScales: true);
        if (options.Activations != ElementType.Int8)
            throw new OptionException("activations", $"must be int8 for the target {Name}, got {options.Activations.Label()}");
        // Uint8 here is int8 there: all activations move together.
        var inside = options with { Boundary = options.Boundary == ElementType.UInt8 ? ElementType.Int8 : null };
        return options.Boundary is null or ElementType.Float32 or ElementType.UInt8
            ? new OnnxInt8Pass(
                PrecisionPasses.Of(precision, statistics, Format, hasRowScales: true, inside)!, options.Boundary ?? ElementType.Float32)
            : throw new OptionException("io", $"the target {Name} has float32 or uint8 inputs and outputs, got "
                + $"{options.Boundary.Value.Label()}; its kernels take uint8 activations");
    }

    public IReadOnlyList<Refusal> Refusals(ModelGraph graph) => OnnxWriter.Refusals(graph);

    /// <summary>The metadata of an ONNX source travel along.</summary>
    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(metadata);
        var own = graph.Source.Format == Format ? graph.Source.Metadata : new Dictionary<string, string>();
        var all = own.Where(m => !m.Key.StartsWith(OwnMetadata, StringComparison.Ordinal)).ToDictionary(m => m.Key, m => m.Value);
        foreach (var (key, value) in metadata) all[key] = value;
        OnnxWriter.Write(graph, files[0], all);
    }
}
