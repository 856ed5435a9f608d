using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Sums over the slices of an output along one axis: the elements that share an index along it.</summary>
internal sealed class AxisSlices
{
    // Longer axes hold too many slices to say something of each.
    private const long LongestAxis = 4096;

    private readonly long _inner;
    private readonly long _elements;

    private AxisSlices(int axis, int extent, long inner, long elements)
    {
        (Axis, Extent, _inner, _elements) = (axis, extent, inner, elements);
        (MaxErrors, ErrorSquares, Magnitudes) = (new double[extent], new double[extent], new double[extent]);
        ErrorCounts = new long[extent];
        (Sums, Squares, Counts) = (new double[extent], new double[extent], new long[extent]);
    }

    /// <summary>The axis; −1 for the whole output as a single slice.</summary>
    public int Axis { get; }

    /// <summary>How many slices there are.</summary>
    public int Extent { get; }

    /// <summary>Largest |a − b|; elements that are not finite in both are left out.</summary>
    public double[] MaxErrors { get; }

    /// <summary>Sums of (a − b)².</summary>
    public double[] ErrorSquares { get; }

    /// <summary>Elements that went into these.</summary>
    public long[] ErrorCounts { get; }

    /// <summary>Largest |a|.</summary>
    public double[] Magnitudes { get; }

    /// <summary>Sums of a.</summary>
    public double[] Sums { get; }

    /// <summary>Sums of a².</summary>
    public double[] Squares { get; }

    /// <summary>Elements that went into the sums of a.</summary>
    public long[] Counts { get; }

    /// <summary>The whole output, then every axis that has more than one index and not too many.</summary>
    public static AxisSlices[] Of(Shape shape)
    {
        var elements = shape.ElementCount;
        var axes = new List<AxisSlices> { new(-1, 1, Math.Max(1, elements), elements) };
        for (var axis = 0; axis < shape.Rank && elements > 0; axis++)
        {
            if (shape[axis] is < 2 or > LongestAxis) continue;
            var inner = shape.Extents.Skip(axis + 1).Aggregate(1L, (product, extent) => product * extent);
            axes.Add(new AxisSlices(axis, (int)shape[axis], inner, elements));
        }
        return [.. axes];
    }

    /// <summary>Adds one sample.</summary>
    public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        var slice = 0;
        for (long at = 0; at < source.Length; at += _inner)
        {
            Add(slice, source.Slice((int)at, (int)_inner), variant.Slice((int)at, (int)_inner));
            if (++slice == Extent) slice = 0;
        }
    }

    /// <summary>Adds one sample that the variant was not run on.</summary>
    public void AddSource(ReadOnlySpan<float> source)
    {
        var slice = 0;
        for (long at = 0; at < source.Length; at += _inner)
        {
            foreach (double a in source.Slice((int)at, (int)_inner))
            {
                if (!double.IsFinite(a)) continue;
                Magnitudes[slice] = Math.Max(Magnitudes[slice], Math.Abs(a));
                Sums[slice] += a;
                Squares[slice] += a * a;
                Counts[slice]++;
            }
            if (++slice == Extent) slice = 0;
        }
    }

    /// <summary>Mean of a number of the elements over each slice.</summary>
    public double[] Means(Func<int, double> number)
    {
        var sums = new double[Extent];
        var counts = new long[Extent];
        ForEach((slice, element) =>
        {
            sums[slice] += number(element);
            counts[slice]++;
        });
        return [.. sums.Select((sum, i) => sum / Math.Max(1, counts[i]))];
    }

    /// <summary>Whether something holds of an element of each slice.</summary>
    public bool[] Any(Func<int, bool> holds)
    {
        var any = new bool[Extent];
        ForEach((slice, element) => any[slice] |= holds(element));
        return any;
    }

    private void ForEach(Action<int, int> action)
    {
        for (var element = 0; element < _elements; element++) action((int)(element / _inner % Extent), element);
    }

    private void Add(int slice, ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        double max = MaxErrors[slice], errors = 0, magnitude = Magnitudes[slice], sum = 0, squares = 0;
        long count = 0;
        for (var i = 0; i < source.Length; i++)
        {
            double a = source[i], error = a - variant[i];
            if (!double.IsFinite(error)) continue;
            max = Math.Max(max, Math.Abs(error));
            magnitude = Math.Max(magnitude, Math.Abs(a));
            errors += error * error;
            sum += a;
            squares += a * a;
            count++;
        }
        (MaxErrors[slice], Magnitudes[slice]) = (max, magnitude);
        ErrorSquares[slice] += errors;
        Sums[slice] += sum;
        Squares[slice] += squares;
        Counts[slice] += count;
        ErrorCounts[slice] += count;
    }
}
