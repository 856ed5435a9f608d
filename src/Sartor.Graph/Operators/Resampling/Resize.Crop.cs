using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Resampling;

public sealed partial record Resize
{
    /// <summary>
    /// ONNX's tf_crop_and_resize of a constant box: along each axis a choice of elements, or a product with the weights of two neighbours;
    /// places outside of the input get a value of their own.
    /// </summary>
    /// <param name="cx">The node.</param>
    /// <param name="x">Shape of the input.</param>
    /// <param name="axes">The axes that the box names.</param>
    /// <param name="op">Mode, rounding and extents.</param>
    private static Value Cropped(ReadContext cx, Shape x, int[] axes, Resize op)
    {
        if (op.Mode == ResizeMode.Cubic) cx.Fail("cubic resizing of a box is not supported; export it with mode 'linear'");
        var box = cx.ConstantInput(1).ToSingles();
        if (box.Length != 2 * axes.Length) cx.Fail($"a box of {box.Length} numbers does not fit {axes.Length} axes");
        var result = new Shape(op.Extents.AsSpan());
        cx.TakeElements(result.ElementCount);
        var value = cx.Input(0);
        var outside = new bool[result.ElementCount];
        for (var i = 0; i < axes.Length; i++)
        {
            var (axis, last) = (axes[i], x[axes[i]] - 1);
            var places = Places(box[i], box[i + axes.Length], last, op.Extents[axis]);
            if (places.Select((p, k) => p == k).All(same => same) && places.Length == x[axis]) continue;
            Mark(outside, AxisRuns.Along(result, axis), k => places[k] < 0 || places[k] > last);
            var inside = Array.ConvertAll(places, p => Math.Clamp(p, 0, last));
            value = op.Mode == ResizeMode.Nearest
                ? cx.Emit(new Gather(axis), value, cx.Constant(Tensor.Vector<int>([.. inside.Select(p => (int)op.Nearest(p, 1))])))
                : Interpolated(cx, value, axis, inside, x[axis]);
        }
        if (!outside.Contains(true)) return value;
        var mask = cx.Constant(Tensor.Create(result, outside));
        var other = Tensor.Scalar((double)cx.Raw.Float("extrapolation_value", 0)).ConvertTo(value.Type.Element);
        return cx.Emit(new Select(), mask, cx.Constant(other), value);
    }

    private static float[] Places(float start, float end, long last, long count) =>
    [
        .. Enumerable.Range(0, checked((int)count)).Select(k => count > 1
            ? (start * last) + (k * (end - start) * last / (count - 1))
            : 0.5f * (start + end) * last),
    ];

    private static void Mark(bool[] outside, AxisRuns runs, Func<long, bool> isOutside)
    {
        for (long i = 0; i < outside.Length; i++) outside[i] |= isOutside(i / runs.Inner % runs.Length);
    }

    private static Value Interpolated(ReadContext cx, Value value, int axis, float[] places, long extent)
    {
        cx.TakeElements(checked(places.Length * extent));
        var weights = new float[places.Length * extent];
        for (var k = 0; k < places.Length; k++)
        {
            var low = (long)Math.Floor(places[k]);
            weights[(k * extent) + low] += 1 - (places[k] - low);
            if (low + 1 < extent) weights[(k * extent) + low + 1] += places[k] - low;
        }
        var matrix = cx.Constant(Tensor.Create(new Shape(places.Length, extent), weights).ConvertTo(value.Type.Element));
        int[] axes = [.. Enumerable.Range(0, value.Type.Shape!.Rank)];
        (axes[axis], axes[^1]) = (axes[^1], axes[axis]);
        var swap = new Transpose(new Permutation(axes.ToEquatableArray()));
        var product = new FullyConnected(WeightLayout.OutputInput);
        return axis == axes.Length - 1
            ? cx.Emit(product, value, matrix, null)
            : cx.Emit(swap, cx.Emit(product, cx.Emit(swap, value), matrix, null));
    }
}
