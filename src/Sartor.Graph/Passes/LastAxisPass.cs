using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Normalizations;

namespace Sartor.Graph.Passes;

/// <summary>
/// softmax[axis](x) → T⁻¹(softmax[last](T(x))), where T moves the axis to the end, for every <see cref="AxisNormalization"/>: TFLite has
/// them along the last axis only. <see cref="ChannelsLastPass"/> serves channels, whose transposes then move; this serves every other axis,
/// after the moves, which would undo it.
/// </summary>
public sealed class LastAxisPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not AxisNormalization op || node.Input(0).Type.Shape is not { } shape || op.IsChannelsLast(shape)) continue;
            var toLast = new Permutation([.. Enumerable.Range(0, shape.Rank).Where(i => i != op.Axis), op.Axis]);
            AxisMoves.Replace(graph, node, op.Pass(toLast, 0, NodeTypes.Of(node))!);
            changed = true;
        }
        return changed;
    }
}
