using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Windows;

/// <summary>
/// Where the maxima of ONNX's MaxPool lie in the input, counted in a row: the second output of MaxPool 8–12, which has no operator of its
/// own here. The elements of a window are compared one after the other, and the first of equal ones counts.
/// </summary>
internal static class PooledPlaces
{
    private const long MostElements = 64;

    /// <summary>The maxima and their places in int64.</summary>
    /// <param name="cx">The node.</param>
    /// <param name="pool">The pooling, channels first.</param>
    public static IReadOnlyList<Value> Read(ReadContext cx, MaxPool pool)
    {
        var x = cx.Shape(0);
        if (!cx.Input(0).Type.Element.IsFloat()) cx.Fail("places of maxima are known of floats only");
        var window = pool.Kernel.Items.Aggregate(1L, (a, b) => checked(a * b));
        if (window > MostElements) cx.Fail($"a window of {window} elements is not written out to say where its maximum lies");
        if (x.ElementCount > 1 << 24) cx.Fail($"places in {x} are not exact in float32");
        var result = cx.Emit(pool, cx.Input(0)).Type.Shape!;
        cx.TakeElements(checked(result.ElementCount * window));
        var padded = cx.Emit(
            new Pad(PadMode.Constant, [0, 0, .. pool.PadsBefore], [0, 0, .. pool.PadsAfter], float.MinValue), cx.Input(0));
        var isColumnMajor = cx.Raw.Int("storage_order", 0) != 0;
        Value? best = null, place = null;
        for (long k = 0; k < window; k++)
        {
            var offsets = Offsets(pool, k);
            var steps = pool.Strides.Items.Select((s, i) => result[i + 2] > 1 ? s : 1);
            var part = cx.Emit(new Slice([0, 0, .. offsets], result.Extents.ToEquatableArray(), [1, 1, .. steps]), padded);
            var places = cx.Constant(Tensor.Create(result, Places(pool, x, result, offsets, isColumnMajor)));
            if (best is null || place is null)
            {
                (best, place) = (part, places);
                continue;
            }
            place = cx.Emit(new Select(), cx.Emit(new Greater(), part, best), places, place);
            best = cx.Emit(new Maximum(), best, part);
        }
        return [best!, cx.Emit(new Cast(ElementType.Int64), place!)];
    }

    private static long[] Offsets(MaxPool pool, long k)
    {
        var offsets = new long[pool.SpatialRank];
        for (var i = pool.SpatialRank - 1; i >= 0; k /= pool.Kernel[i], i--) offsets[i] = k % pool.Kernel[i] * pool.Dilations[i];
        return offsets;
    }

    // In float32, where every kernel selects; padding has no place, and never wins.
    private static float[] Places(MaxPool pool, Shape x, Shape result, long[] offsets, bool isColumnMajor)
    {
        var strides = x.Strides().ToArray();
        if (isColumnMajor)
        {
            long step = 1;
            for (var i = 2; i < x.Rank; i++) (strides[i], step) = (step, step * x[i]);
        }
        var places = new float[result.ElementCount];
        var index = new long[x.Rank];
        for (long i = 0; i < places.Length; i++)
        {
            long rest = i, place = 0;
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                index[axis] = rest % result[axis];
                rest /= result[axis];
                var at = axis < 2 ? index[axis]
                    : (index[axis] * pool.Strides[axis - 2]) + offsets[axis - 2] - pool.PadsBefore[axis - 2];
                place += at * strides[axis];
            }
            places[i] = place;
        }
        return places;
    }
}
