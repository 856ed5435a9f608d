using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Pad[edge](x) → Pad[symmetric](x) where no side gets more than one element; otherwise, and for Pad[wrap], a gather along each axis that
/// is padded: gather(x, i) with the index of the element that stands at each place.
/// </summary>
public sealed class DecomposePaddingPass : IGraphPass
{
    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to)
    {
        if (node.Operator is not Pad { Mode: PadMode.Edge or PadMode.Wrap } pad || node.Input(0).Type.Shape is not { ElementCount: > 0 } x)
            return null;
        long[] pads = [.. pad.Before, .. pad.After];
        if (pads.All(p => p == 0)) return null;
        if (pad.Mode == PadMode.Edge && pads.All(p => p <= 1)) return to.Add(pad with { Mode = PadMode.Symmetric }, to.X);
        var result = to.X;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (pad.Before[axis] == 0 && pad.After[axis] == 0) continue;
            var places = new int[checked((int)(x[axis] + pad.Before[axis] + pad.After[axis]))];
            for (var i = 0; i < places.Length; i++) places[i] = (int)pad.Source(i - pad.Before[axis], x[axis]);
            result = to.Add(new Gather(axis), result, to.Constant(Tensor.Vector<int>(places)));
        }
        return result;
    }
}
