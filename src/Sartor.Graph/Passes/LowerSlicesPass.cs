using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Cuts that kernels of TFLite 2.9 do not do: a slice over more than 5 axes is one axis at a time, [before, extent, after] between
/// reshapes, and a split of int64 or of truth values is a slice for each part.
/// </summary>
public sealed class LowerSlicesPass : IGraphPass
{
    private const int MaxRank = 5;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is Split split && node.Input(0).Type is { Element: ElementType.Int64 or ElementType.Bool, Shape: not null })
            {
                SliceParts(graph, node, split);
                changed = true;
            }
        }
        return NodeExpansion.Run(
            graph, (node, to) => node.Operator is Slice op && op.Starts.Count > MaxRank && to.X.Type.Shape is { } x ? Cut(op, x, to) : null)
            || changed;
    }

    private static void SliceParts(ModelGraph graph, Node node, Split split)
    {
        var shape = node.Input(0).Type.Shape!;
        var start = 0L;
        foreach (var (part, size) in node.Outputs.Zip(split.Sizes.Items).ToArray())
        {
            var slice = Slice.FromBounds(shape, [split.Axis], [start], [start + size], [1]);
            var result = graph.Add(slice, [node.Input(0)], part.Name, before: node).Output;
            start += size;
            graph.ReplaceUses(part, result);
            result.Name = part.Name;
        }
        graph.Remove(node);
    }

    private static Value Cut(Slice op, Shape x, NodeExpansion to)
    {
        var (value, shape) = (to.X, x);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (op.Sizes[axis] == x[axis] && op.Steps[axis] == 1) continue;
            var lines = new Shape(Product(shape, 0, axis), shape[axis], Product(shape, axis + 1, shape.Rank));
            var one = new Slice([0, op.Starts[axis], 0], [lines[0], op.Sizes[axis], lines[2]], [1, op.Steps[axis], 1]);
            value = to.Add(one, to.Reshaped(value, lines));
            shape = shape.With(axis, op.Sizes[axis]);
        }
        return to.Add(new Reshape(op.Sizes), value);
    }

    private static long Product(Shape shape, int first, int end)
    {
        var product = 1L;
        for (var axis = first; axis < end; axis++) product *= shape[axis];
        return product;
    }
}
