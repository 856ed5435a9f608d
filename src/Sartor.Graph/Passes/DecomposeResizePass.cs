using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Resampling;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Resizing that no kernel of TFLite, or of another format, does, axis by axis: the nearest neighbour is a choice of elements, and linear
/// or cubic interpolation a product with a constant matrix [result, input] that has the weights of the neighbours.
/// </summary>
public sealed class DecomposeResizePass : IGraphPass
{
    // Elements of one matrix; a larger resize is refused by the writer.
    private const long LargestMatrix = 1 << 22;

    /// <summary>Whether the format does a resizing of an input of a shape; by default, whether TFLite does.</summary>
    public Func<Resize, Shape, bool> IsKept { get; init; } = (op, x) => op.HasKernel(x);

    public bool Run(ModelGraph graph) => NodeExpansion.Run(
        graph, (node, to) => node.Operator is Resize op && to.X is { Type.Shape: { } x, Quantization: null } && !IsKept(op, x)
            && (to.X.Type.Element.IsFloat() || op.Mode == ResizeMode.Nearest)
            && op.Extents.Items.Zip(x.Extents).All(e => e.First * e.Second <= LargestMatrix) ? Expand(op, x, to) : null);

    private static Value? Expand(Resize op, Shape x, NodeExpansion to)
    {
        var value = to.X;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (op.Extents[axis] == x[axis] && op.Scales[axis] == 1) continue;
            value = op.Mode == ResizeMode.Nearest ? Choose(op, x, axis, value, to) : Interpolate(op, x, axis, value, to);
        }
        return ReferenceEquals(value, to.X) ? null : value;
    }

    private static Value Choose(Resize op, Shape x, int axis, Value value, NodeExpansion to)
    {
        var places = new int[op.Extents[axis]];
        for (var k = 0; k < places.Length; k++) places[k] = checked((int)op.Taps(axis, k, x[axis]).Single().Place);
        return to.Add(new Gather(axis), value, to.Constant(Tensor.Vector<int>(places)));
    }

    private static Value Interpolate(Resize op, Shape x, int axis, Value value, NodeExpansion to)
    {
        var weights = new float[op.Extents[axis] * x[axis]];
        for (long k = 0; k < op.Extents[axis]; k++)
        {
            foreach (var (place, weight) in op.Taps(axis, k, x[axis])) weights[(k * x[axis]) + place] += (float)weight;
        }
        var matrix = to.Constant(Tensor.Create(new Shape(op.Extents[axis], x[axis]), weights).ConvertTo(value.Type.Element));
        var product = new FullyConnected(WeightLayout.OutputInput);
        if (axis == x.Rank - 1) return to.Add(product, value, matrix, null);
        // The swap of an axis with the last one is its own inverse.
        var axes = Enumerable.Range(0, x.Rank).ToArray();
        (axes[axis], axes[^1]) = (axes[^1], axes[axis]);
        var swap = new Transpose(new Permutation(axes.ToEquatableArray()));
        return to.Add(swap, to.Add(product, to.Add(swap, value), matrix, null));
    }
}
