using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// softmax[axis](x) → T⁻¹(softmax[last](T(x))), where T moves the axis to the end, for every <see cref="AxisNormalization"/>: TFLite has
/// them along the last axis only. It stands after the moves of transposes, which would undo it.
/// </summary>
public sealed class LastAxisPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not AxisNormalization { Axis: var axis } || node.Input(0).Type.Shape is not { } shape || axis == shape.Rank - 1) continue;
            var toLast = new Permutation([.. Enumerable.Range(0, shape.Rank).Where(i => i != axis), axis]);
            AxisMoves.Replace(graph, node, node.Operator.Pass(toLast, 0, NodeTypes.Of(node))!);
            changed = true;
        }
        return changed;
    }
}
