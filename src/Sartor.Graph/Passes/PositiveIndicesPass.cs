using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Passes;

/// <summary>
/// gather(data, i) → gather(data, i mod n), where i is computed or an input and may count from the end of the axis of extent n: for
/// runtimes that take indices from 0 on only. The remainder has the sign of n, so that i and i − n become the same.
/// </summary>
public sealed class PositiveIndicesPass : IGraphPass
{
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

    // What is computed to be an index from 0 on.
    private static bool IsPositive(Value indices) =>
        indices.Producer?.Operator is ArgMax or ArgMin or Modulo { Truncated: false }
        || indices.Type.Element is ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.Bool;
}
