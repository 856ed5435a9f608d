using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Running sums of the finite values of each slice along one axis, of a stream of tensors of one shape. Memory is five numbers a slice.
/// </summary>
internal sealed class SliceMoments
{
    private readonly int _inner;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly double[] _minima;
    private readonly double[] _maxima;
    private readonly long[] _counts;

    /// <param name="shape">Of each tensor.</param>
    /// <param name="axis">The axis; −1 makes the whole tensor one slice.</param>
    public SliceMoments(Shape shape, int axis)
    {
        Axis = axis;
        var slices = axis < 0 ? 1 : (int)shape[axis];
        _inner = axis < 0 ? Math.Max(1, checked((int)shape.ElementCount)) : (int)shape.Strides()[axis];
        _sums = new double[slices];
        _squares = new double[slices];
        _counts = new long[slices];
        _minima = Filled(slices, double.PositiveInfinity);
        _maxima = Filled(slices, double.NegativeInfinity);
    }

    public int Axis { get; }

    /// <summary>
    /// Moments of the channels of a value, the first of the list; of all its axes but the first, the batch, if that is asked for. A value
    /// of one axis is one slice.
    /// </summary>
    public static SliceMoments[] For(Value value, bool allAxes)
    {
        if (value.Type is not { Element: ElementType.Float32, Shape: { ElementCount: > 0 } shape }) return [];
        if (shape.Rank < 2) return [new SliceMoments(shape, -1)];
        var channels = ChannelAxis.Of(value);
        var others = allAxes ? Enumerable.Range(1, shape.Rank - 1).Reverse().Where(axis => axis != channels) : [];
        return [.. others.Prepend(channels).Select(axis => new SliceMoments(shape, axis))];
    }

    public void Add(ReadOnlySpan<float> values)
    {
        for (var start = 0; start < values.Length; start += _sums.Length * _inner)
        {
            var block = values.Slice(start, _sums.Length * _inner);
            for (var i = 0; i < block.Length; i++) Add(_inner == 1 ? i : i / _inner, block[i]);
        }
    }

    public SliceStatistics Statistics()
    {
        double[] means = new double[_sums.Length], deviations = new double[_sums.Length];
        for (var i = 0; i < means.Length; i++)
        {
            var count = Math.Max(1, _counts[i]);
            means[i] = _sums[i] / count;
            deviations[i] = Math.Sqrt(Math.Max(0, (_squares[i] / count) - (means[i] * means[i])));
        }
        return new(Axis, means, deviations, Finite(_minima), Finite(_maxima));
    }

    private void Add(int slice, float value)
    {
        if (!float.IsFinite(value)) return;
        _sums[slice] += value;
        _squares[slice] += (double)value * value;
        _counts[slice]++;
        if (value < _minima[slice]) _minima[slice] = value;
        if (value > _maxima[slice]) _maxima[slice] = value;
    }

    private static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];

    private static double[] Finite(double[] values) => Array.ConvertAll(values, value => double.IsFinite(value) ? value : 0);
}
