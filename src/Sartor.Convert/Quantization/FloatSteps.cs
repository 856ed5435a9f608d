using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// A network of floats between Quantize and Dequantize as float arithmetic: the steps of an activation are s · clamp(round(x ÷ s)), and
/// weights are the floats that their integers stand for. It computes what the source computes, where no sum lies between two steps.
/// </summary>
internal static class FloatSteps
{
    /// <summary>A copy of a source without Quantize and Dequantize, as far as they have one scale or are constant.</summary>
    /// <param name="source">It stays as it is.</param>
    /// <param name="perElement">Whether each element is divided by a step of its own, so that each can be changed by a rounding.</param>
    public static ModelGraph Of(ModelGraph source, bool perElement)
    {
        var graph = GraphClone.Of(source);
        foreach (var node in graph.Nodes.Where(n => n.Operator is Dequantize { To: ElementType.Float32 }).ToArray())
        {
            if (QuantizedSource.IsPair(node)) TakePair(graph, node, perElement);
            else if (node.Input(0) is { Constant: { } constant, Quantization: { } q } && constant.Element.IsInteger())
            {
                var values = Tensor.Create(constant.Shape, AffineQuantization.Dequantize(constant, q));
                Replace(graph, node, ModelGraph.NewConstant(node.Input(0).Name, values));
            }
        }
        graph.RemoveUnused();
        return graph;
    }

    private static void TakePair(ModelGraph graph, Node node, bool perElement)
    {
        var stored = node.Input(0);
        var (scale, zero) = (stored.Quantization!.Scales[0], stored.Quantization.ZeroPoints[0]);
        var (least, most) = stored.Type.Element == ElementType.Int8 ? (-128, 127) : (0, 255);
        var step = ModelGraph.NewConstant($"{node.Name}/step", Tensor.Scalar(scale));
        var x = stored.Producer!.Input(0);
        var divisor = perElement && x.Type.Shape is { } shape
            ? ModelGraph.NewConstant(
                $"{node.Name}/divisor", Tensor.Create(shape, Enumerable.Repeat(scale, (int)shape.ElementCount).ToArray()))
            : step;
        x = Then(new Div(), "divided", x, divisor);
        x = Then(new Round(), "rounded", x);
        x = Then(new Clamp(least - zero, most - zero), "clamped", x);
        Replace(graph, node, Then(new Mul(), "steps", x, step));

        Value Then(Operator op, string name, params Value[] inputs) => graph.Add(op, inputs, $"{node.Name}/{name}", before: node).Output;
    }

    private static void Replace(ModelGraph graph, Node node, Value value)
    {
        var name = graph.Outputs.Contains(node.Output) ? node.Output.Name : value.Name;
        graph.ReplaceUses(node.Output, value);
        graph.Remove(node);
        value.Name = name;
    }
}
