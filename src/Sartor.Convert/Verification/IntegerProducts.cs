using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Products of integers that come from real numbers. Where they leave the range of their type, what they give is no engine's promise, so
/// inputs larger than those that the network is known to take say nothing about a variant.
/// </summary>
public static class IntegerProducts
{
    /// <summary>Whether a graph has such a product.</summary>
    public static bool Any(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var real = graph.Inputs.Where(input => input.Type.Element.IsFloat()).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (!node.Inputs.Any(input => input is not null && real.Contains(input))) continue;
            if (IsProduct(node.Operator) && node.Outputs.Any(o => o.Type.Element.IsInteger() && o.Quantization is null)) return true;
            real.UnionWith(node.Outputs);
        }
        return false;
    }

    private static bool IsProduct(Operator op) =>
        op is Mul or Pow or Square or MatMul or Reduce { Kind: ReductionKind.Product };
}
