using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// op[N,C,…](x) → T⁻¹(op[N,…,C](T(x))) for every operator that exists in both layouts. <see cref="MoveTransposesPass"/> moves the
/// transposes that this makes.
/// </summary>
public sealed class ChannelsLastPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not IChannelLayout { Layout: ChannelLayout.ChannelsFirst }) continue;
            if (node.OptionalInput(0)?.Type.Shape is not { Rank: > 2 } shape || node.OutputTypes.Any(t => t.Shape is null)) continue;
            var toLast = ChannelLayouts.ToChannelsLast(shape.Rank);
            if (node.Operator.Pass(toLast, 0, NodeTypes.Of(node)) is not { } passage) continue;
            AxisMoves.Replace(graph, node, passage);
            changed = true;
        }
        return changed;
    }
}
