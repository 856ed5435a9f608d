using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// softmax[axis](x) → T⁻¹(softmax[last](T(x))), where T is the permutation that the operator wants (<see cref="IAxisPlacement.Wanted"/>).
/// <see cref="ChannelsLastPass"/> serves channels, whose transposes then move; this serves every other axis, after the moves, which would
/// undo it.
/// </summary>
public sealed class LastAxisPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not IAxisPlacement op || node.OptionalInput(0)?.Type.Shape is not { } shape) continue;
            if (op.Wanted(shape) is { } wanted) changed |= AxisMoves.Place(graph, node, wanted);
        }
        return changed;
    }
}
