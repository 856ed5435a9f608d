using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// A transpose that moves only axes of extent 1 is a reshape; a reshape of a reshape is one reshape; a reshape to the same shape is
/// nothing.
/// </summary>
public sealed class TransposesToReshapesPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Outputs.Count != 1 || node.Output.Type.Shape is not { } shape) continue;
            if (node.Operator is Transpose t && t.Permutation.KeepsOrder(node.Input(0).Type.Shape!))
            {
                node.Operator = new Reshape(shape.Extents.ToEquatableArray());
                changed = true;
            }
            if (node.Operator is Reshape) changed |= Simplify(graph, node, shape);
        }
        return graph.RemoveUnused() > 0 || changed;
    }

    private static bool Simplify(ModelGraph graph, Node node, Shape shape)
    {
        var changed = false;
        while (node.Input(0).Producer is { Operator: Reshape } first)
        {
            node.Operator = new Reshape(shape.Extents.ToEquatableArray());
            node.SetInput(0, first.Input(0));
            changed = true;
        }
        if (node.Input(0).Type.Shape != shape || graph.Outputs.Contains(node.Output)) return changed;
        graph.ReplaceUses(node.Output, node.Input(0));
        return true;
    }
}
