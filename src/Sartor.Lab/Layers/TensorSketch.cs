using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>
/// A tensor of one run at some hundred places, the same for a source and for a variant with another order of axes: enough to tell which
/// tensors of two networks are the same.
/// </summary>
internal sealed class TensorSketch
{
    private const int Places = 256;
    private const int MostAxes = 8;

    // Where along each axis, as a share of its extent.
    private static readonly float[] s_shares = RandomInputs.Uniform(new Shape(Places, MostAxes), 0, 1, 20_260_807).ToSingles();

    private readonly Dictionary<Permutation, float[]> _orders = [];
    private readonly double _spread;
    private float[]? _sorted;

    private TensorSketch(Shape shape, double spread) => (Shape, _spread) = (shape, spread);

    /// <summary>Without axes of extent 1.</summary>
    public Shape Shape { get; }

    /// <summary>The sketch of a tensor.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its values.</param>
    public static TensorSketch Of(Shape shape, ReadOnlySpan<float> values)
    {
        var squeezed = AxisOrders.Squeezed(shape);
        var sketch = new TensorSketch(squeezed, Spread(values));
        foreach (var order in AxisOrders.Of(squeezed.Rank))
        {
            if (squeezed.Rank <= MostAxes) sketch._orders[order] = Picked(squeezed, order, values);
        }
        return sketch;
    }

    /// <summary>
    /// How far another tensor lies from this one: the root mean square error of the places divided by the spread of this tensor, in the
    /// order of axes where it is smallest; null where the shapes do not fit.
    /// </summary>
    public (double Error, Permutation Order)? Compare(TensorSketch variant)
    {
        (double Error, Permutation Order)? best = null;
        if (!_orders.TryGetValue(Permutation.Identity(Shape.Rank), out var own)) return null;
        foreach (var order in AxisOrders.Between(Shape, variant.Shape))
        {
            var error = Error(own, variant._orders[order]);
            if (best is null || error < best.Value.Error) best = (error, order);
        }
        return best;
    }

    /// <summary>The same distance between the values in ascending order, which does not ask where they stand.</summary>
    public double CompareSorted(TensorSketch variant)
    {
        _sorted ??= Sorted(_orders);
        variant._sorted ??= Sorted(variant._orders);
        return Error(_sorted, variant._sorted);
    }

    private static float[] Sorted(Dictionary<Permutation, float[]> orders) => [.. orders.Values.First().Order()];

    private double Error(float[] own, float[] other)
    {
        double sum = 0;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i].Equals(other[i])) continue;
            var difference = (double)own[i] - other[i];
            sum += difference * difference;
        }
        if (sum == 0) return 0;
        var error = Math.Sqrt(sum / own.Length) / _spread;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    // The element of a variant at a place of the source: axis i of the variant is axis order.Axes[i] of the source.
    private static float[] Picked(Shape shape, Permutation order, ReadOnlySpan<float> values)
    {
        var picked = new float[Places];
        var strides = shape.Strides();
        for (var place = 0; place < Places; place++)
        {
            long at = 0;
            for (var axis = 0; axis < shape.Rank; axis++)
                at += strides[axis] * Math.Min(shape[axis] - 1, (long)(s_shares[(place * MostAxes) + order.Axes[axis]] * shape[axis]));
            picked[place] = values[(int)at];
        }
        return picked;
    }

    private static double Spread(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }
        var mean = sum / values.Length;
        return Math.Sqrt(Math.Max(0, (squares / values.Length) - (mean * mean)));
    }
}
