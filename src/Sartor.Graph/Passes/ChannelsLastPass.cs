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
            if (op.Wanted(shape) is { } wanted && wanted == ChannelLayouts.ToChannelsLast(shape.Rank))
                changed |= AxisMoves.Place(graph, node, wanted);
        }
        return changed;
    }
}
