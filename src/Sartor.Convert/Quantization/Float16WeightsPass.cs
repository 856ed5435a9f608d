using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>
/// w → DEQUANTIZE(float16(w)) for float32 weights, biases and other constants of 1,024 elements or more. Rounding is to nearest even;
/// a constant with an element beyond ±65,504 stays float32 and a diagnostic names it.
/// </summary>
internal sealed class Float16WeightsPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var constant in graph.Constants.ToArray())
        {
            if (constant is not { Type.Element: ElementType.Float32, Quantization: null } || !IsWorthIt(constant)) continue;
            var half = constant.Constant!.ConvertTo(ElementType.Float16);
            if (half.AsSpan<Half>().ContainsAny(Half.PositiveInfinity, Half.NegativeInfinity))
            {
                graph.Diagnostics.Add(Diagnostic.Warning("float16-range", $"'{constant.Name}' has elements beyond ±65504 and stays "
                    + "float32"));
                continue;
            }
            var stored = ModelGraph.NewConstant($"{constant.Name}/float16", half);
            var first = graph.Nodes.First(n => constant.Uses.Any(u => u.Node == n));
            graph.ReplaceUses(constant, graph.Add(new Dequantize(), [stored], constant.Name, before: first).Output);
            changed = true;
        }
        return changed;
    }

    private static bool IsWorthIt(Value constant) =>
        constant.Uses.Count > 0
        && (constant.Type.ElementCount >= DynamicRangePass.SmallestWeight
            || constant.Uses.Any(u => u.Node.Operator is (Convolution or TransposeConvolution or FullyConnected) && u.Index > 0));
}
