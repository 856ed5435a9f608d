using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// gather(data, i) → gather(data, i mod n), where i is computed or an input and may count from the end of the axis of extent n: for
/// runtimes that take indices from 0 on only. The remainder has the sign of n, so that i and i − n become the same.
/// </summary>
public sealed class PositiveIndicesPass : IGraphPass
{
    private const int DeepestFormula = 6;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Gather { Axis: var axis } || node.Input(0).Type.Shape is not { } data) continue;
            var indices = node.Input(1);
            if (indices.Constant is not null || IsPositive(indices) || data[axis] is not > 0) continue;
            var extent = ModelGraph.NewConstant($"{node.Name}/extent", Tensor.Scalar(data[axis]).ConvertTo(indices.Type.Element));
            graph.InsertBefore(new Use(node, 1), new Modulo(Truncated: false), $"{node.Name}/indices", extent);
            changed = true;
        }
        return changed;
    }

    /// <summary>
    /// True for what is computed to be an index from 0 on: a remainder, the place of an extremum, and products and sums of such indices.
    /// </summary>
    private static bool IsPositive(Value indices, int depth = 0)
    {
        if (indices.Type.Element is ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.Bool) return true;
        if (indices.Constant is { } constant) return constant.ToInt64s().All(i => i >= 0);
        return indices.Producer?.Operator switch
        {
            ArgMax or ArgMin or Modulo { Truncated: false } => true,
            Mul or Add or Reshape or Slice => depth < DeepestFormula
                && indices.Producer.Inputs.All(v => v is not null && IsPositive(v, depth + 1)),
            _ => false,
        };
    }
}
