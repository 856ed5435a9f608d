using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// Makes float16, bfloat16 and float64 networks float32: constants are converted, inputs become float32, casts between floats
/// vanish. TFLite computes reals in float32 only.
/// </summary>
public sealed class WidenFloatsPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var constant in graph.Constants.ToArray())
        {
            if (!IsNarrowOrWide(constant.Type.Element) || constant.Quantization is not null || constant.Uses.Any(u => u.Node.Operator is Dequantize)) continue;
            graph.ReplaceUses(constant, ModelGraph.NewConstant(constant.Name, constant.Constant!.ConvertTo(ElementType.Float32)));
            changed = true;
        }
        foreach (var input in graph.Inputs.Where(i => IsNarrowOrWide(i.Type.Element)))
        {
            input.Type = input.Type with { Element = ElementType.Float32 };
            changed = true;
        }
        foreach (var node in graph.Nodes.ToArray())
        {
            Operator? widened = node.Operator switch
            {
                Cast cast when IsNarrowOrWide(cast.To) => new Cast(ElementType.Float32),
                Dequantize dequantize when IsNarrowOrWide(dequantize.To) => new Dequantize(),
                _ => null,
            };
            if (widened is null) continue;
            node.Operator = widened;
            changed = true;
        }
        if (changed) graph.InferTypes();
        return RemoveCasts(graph) || changed;
    }

    private static bool RemoveCasts(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Cast cast || node.Input(0).Type.Element != cast.To || graph.Outputs.Contains(node.Output)) continue;
            graph.ReplaceUses(node.Output, node.Input(0));
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }

    private static bool IsNarrowOrWide(ElementType element) => element is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;
}
