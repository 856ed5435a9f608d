using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// int8 activations as uint8 and back: the integers and the zero point move by 128, so each stands for the same float. ONNX Runtime has its
/// kernels of x64 for uint8 activations beside int8 weights, and computes what it does not bring into that form in float32.
/// </summary>
internal static class UnsignedActivations
{
    private const int Offset = 128;

    /// <summary>Moves all activations, and the constants that are computed with them, to another of the two types.</summary>
    /// <param name="graph">It is changed; weights, which have zero points of 0, stay int8.</param>
    /// <param name="from">int8 or uint8.</param>
    public static void Move(ModelGraph graph, ElementType from)
    {
        var to = from == ElementType.Int8 ? ElementType.UInt8 : ElementType.Int8;
        foreach (var value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs)))
        {
            if (IsMoved(value, from)) (value.Type, value.Quantization) = (value.Type with { Element = to }, Moved(value.Quantization!, to));
        }
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is Quantize step && step.To == from) node.Operator = new Quantize(to);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is not { Constant: { } constant } value || !IsMoved(value, from) || IsWeight(node, i)) continue;
                var bytes = constant.Data.ToArray();
                foreach (ref var b in bytes.AsSpan()) b ^= Offset;
                var moved = new Tensor(to, constant.Shape, bytes);
                node.SetInput(i, ModelGraph.NewConstant(value.Name, moved, Moved(value.Quantization!, to)));
            }
        }
    }

    private static bool IsMoved(Value value, ElementType from) =>
        value.Quantization is { IsPerAxis: false } && value.Type.Element == from;

    // Of a layer, or stored for one.
    private static bool IsWeight(Node node, int index) => node.Operator is Dequantize
        ? node.Output.Uses.Any(use => IsWeight(use.Node, use.Index))
        : index > 0 && node.Operator is Convolution or TransposeConvolution or FullyConnected;

    private static QuantizationParameters Moved(QuantizationParameters q, ElementType to) =>
        q with { ZeroPoints = [q.ZeroPoints[0] + (to == ElementType.UInt8 ? Offset : -Offset)] };
}
