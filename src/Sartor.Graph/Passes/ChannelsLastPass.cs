using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// op[N,C,…](x) → T⁻¹(op[N,…,C](T(x))) for every operator that channels-last formats take in that place of its axes only
/// (<see cref="IAxisPlacement"/>). <see cref="MoveTransposesPass"/> moves the transposes that this makes.
/// </summary>
public sealed class ChannelsLastPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not IAxisPlacement op || node.OptionalInput(0)?.Type.Shape is not { Rank: > 2 } shape) continue;
            if (op.IsChannelsLast(shape) || node.OutputTypes.Any(t => t.Shape is null)) continue;
            var toLast = ChannelLayouts.ToChannelsLast(shape.Rank);
            if (node.Operator.Pass(toLast, 0, NodeTypes.Of(node)) is not { Operator: IAxisPlacement last } passage || !last.IsChannelsLast(toLast.Apply(shape))) continue;
            AxisMoves.Replace(graph, node, passage);
            changed = true;
        }
        return changed;
    }
}
