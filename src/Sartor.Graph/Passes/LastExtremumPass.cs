using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// The last index of an extreme element along an axis of extent n → n − 1 − the first index along the axis turned round: for runtimes that
/// find the first of equal elements only.
/// </summary>
public sealed class LastExtremumPass : IGraphPass
{
    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to)
    {
        if (node.Operator is not ArgExtremum { SelectsLast: true } op || node.Input(0).Type.Shape is not { } x || x[op.Axis] == 0)
            return null;
        var turned = to.Add(Slice.FromBounds(x, [op.Axis], [-1], [long.MinValue], [-1]), to.X);
        var first = to.Add(op with { SelectsLast = false }, turned);
        return to.Add(new Sub(), to.Constant(Tensor.Scalar(x[op.Axis] - 1).ConvertTo(op.Index)), first);
    }
}
