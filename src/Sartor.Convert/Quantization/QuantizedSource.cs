using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// A network of floats between Quantize and Dequantize, as static quantizers write ONNX: the float network without them, and the
/// parameters that they stated, by the name of the value or constant. Activations are int8: uint8 ones move by 128 with their zero points.
/// </summary>
internal sealed class QuantizedSource
{
    private const int Offset = 128;

    private readonly Dictionary<string, QuantizationParameters> _activations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);

    private QuantizedSource(ModelGraph graph) => Graph = graph;

    /// <summary>The float network, a copy.</summary>
    public ModelGraph Graph { get; }

    /// <summary>int8 parameters of activations and of constants with one scale.</summary>
    public IReadOnlyDictionary<string, QuantizationParameters> Activations => _activations;

    /// <summary>Scales of constants: one, or one an output channel.</summary>
    public IReadOnlyDictionary<string, float[]> Weights => _weights;

    /// <summary>Ranges of the activations, as calibration would give them.</summary>
    public IReadOnlyDictionary<string, ActivationStatistics> Statistics => _activations.ToDictionary(
        entry => entry.Key, entry => new ActivationStatistics(Covered(entry.Value), null));

    /// <summary>Whether an activation is quantized so.</summary>
    public static bool Is(ModelGraph graph) => graph.Nodes.Any(node => node.Operator is Dequantize && IsPair(node));

    /// <summary>Takes a source apart; null where no activation is quantized so.</summary>
    /// <param name="graph">It stays as it is.</param>
    public static QuantizedSource? Of(ModelGraph graph)
    {
        if (!Is(graph)) return null;
        var source = new QuantizedSource(GraphClone.Of(graph));
        foreach (var node in source.Graph.Nodes.Where(n => n.Operator is Dequantize { To: ElementType.Float32 }).ToArray())
        {
            if (IsPair(node)) source.TakePair(node);
            else if (node.Input(0) is { Constant: { } constant, Quantization: { } q } && constant.Element.IsInteger())
                source.TakeConstant(node, constant, q);
        }
        source.Graph.RemoveUnused();
        return source;
    }

    /// <summary>Whether a Dequantize gives back what a Quantize of one scale took.</summary>
    internal static bool IsPair(Node node) => node.Input(0) is
    {
        Producer: { Operator: Quantize } step, Quantization.IsPerAxis: false, Type.Element: ElementType.Int8 or ElementType.UInt8,
    } && step.Input(0) is { Constant: null, Type.Element: ElementType.Float32 };

    private void TakePair(Node node)
    {
        var step = node.Input(0).Producer!;
        var (value, parameters) = (step.Input(0), Signed(node.Input(0).Type.Element, node.Input(0).Quantization!));
        // Another pair of the same value with other parameters: one of both is kept, and the other reads it in its steps.
        if (!_activations.ContainsKey(value.Name))
        {
            if (Graph.Outputs.Contains(node.Output) && !Graph.Inputs.Contains(value) && !Graph.Outputs.Contains(value))
                value.Name = node.Output.Name;
            else if (MadeNames.Has(value.Name)) value.Name = step.Output.Name;
            _activations[value.Name] = parameters;
        }
        Graph.ReplaceUses(node.Output, value);
        Graph.Remove(node);
        if (step.Output.Uses.Count == 0) Graph.Remove(step);
    }

    private void TakeConstant(Node node, Tensor constant, QuantizationParameters q)
    {
        var values = Tensor.Create(constant.Shape, AffineQuantization.Dequantize(constant, q));
        var made = ModelGraph.NewConstant(node.Input(0).Name, values);
        _weights[made.Name] = [.. q.Scales];
        if (!q.IsPerAxis && constant.Element is ElementType.Int8 or ElementType.UInt8)
            _activations[made.Name] = Signed(constant.Element, q);
        Graph.ReplaceUses(node.Output, made);
        Graph.Remove(node);
    }

    private static QuantizationParameters Signed(ElementType element, QuantizationParameters q) =>
        element == ElementType.UInt8 ? QuantizationParameters.PerTensor(q.Scales[0], q.ZeroPoints[0] - Offset) : q;

    private static ActivationRange Covered(QuantizationParameters q) =>
        new((-128 - q.ZeroPoints[0]) * (double)q.Scales[0], (127 - q.ZeroPoints[0]) * (double)q.Scales[0]);
}
