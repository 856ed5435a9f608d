using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Graph.Passes;

/// <summary>
/// Makes float16, bfloat16 and float64 networks float32: constants are converted, inputs become float32, casts between floats
/// vanish. TFLite computes floats in float32 only. Where a finite constant becomes infinite, a diagnostic names it.
/// </summary>
public sealed class WidenFloatsPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var constant in graph.Constants.ToArray())
        {
            if (!IsNarrowOrWide(constant.Type.Element) || constant.Quantization is not null
                || constant.Uses.Any(u => u.Node.Operator is Dequantize))
            {
                continue;
            }
            var converted = constant.Constant!.ConvertTo(ElementType.Float32);
            WarnOfLoss(graph, constant, converted);
            graph.ReplaceUses(constant, ModelGraph.NewConstant(constant.Name, converted));
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

    // Masks of float64 networks are often its lowest number, and −∞ serves as well; verification tells where it does not.
    private static void WarnOfLoss(ModelGraph graph, Value constant, Tensor converted)
    {
        if (constant.Type.Element != ElementType.Float64) return;
        var lost = constant.Constant!.AsSpan<double>().ToArray().Zip(converted.AsSpan<float>().ToArray())
            .Count(p => double.IsFinite(p.First) && !float.IsFinite(p.Second));
        if (lost > 0)
            graph.Diagnostics.Add(
                Diagnostic.Warning(
                    "float32-range",
                    $"constant '{constant.Name}' has {lost} elements beyond ±3.4e38, which float32 holds as infinity; if the variant "
                    + "fails its verification, scale the network to fit float32"));
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

    private static bool IsNarrowOrWide(ElementType element) =>
        element is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;
}
