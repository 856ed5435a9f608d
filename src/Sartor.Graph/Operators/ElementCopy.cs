using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>Moves elements of any whole-byte type: what slices, pads, gathers and broadcasts have in common.</summary>
internal static class ElementCopy
{
    /// <summary>True when elements of the type can be moved one by one.</summary>
    public static bool Works(ElementType element) => element.Bits() >= 8;

    /// <summary><c>result[i…] = source[offset + Σ i·step]</c>, in elements.</summary>
    public static Tensor Strided(Tensor source, Shape result, long offset, IReadOnlyList<long> steps)
    {
        var size = source.Element.Bits() / 8;
        var data = source.Data.Span;
        var bytes = new byte[checked(result.ElementCount * size)];
        if (bytes.Length == 0) return new Tensor(source.Element, result, bytes);
        long[] ofAxis = [.. steps.Take(result.Rank)];
        var (row, step) = result.Rank == 0 ? (1, 1) : (checked((int)result[-1]), ofAxis[^1]);
        // The last axis stays at 0: rows are moved as a whole.
        var rows = result.Rank == 0 ? result : new Shape([.. Enumerable.Range(0, result.Rank - 1).Select(axis => result[axis]), 1]);
        var index = new long[result.Rank];
        for (var to = 0; to < bytes.Length; to += row * size)
        {
            var from = checked((int)((offset + Place(index, ofAxis)) * size));
            var target = bytes.AsSpan(to, row * size);
            if (step == 1) data.Slice(from, target.Length).CopyTo(target);
            else
            {
                for (var i = 0; i < row; i++)
                    data.Slice(checked((int)(from + (i * step * size))), size).CopyTo(target[(i * size)..]);
            }
            Next(index, rows);
        }
        return new Tensor(source.Element, result, bytes);
    }

    /// <summary>
    /// Each element of the result from the place in <paramref name="source"/> that <paramref name="from"/> names; a negative place takes
    /// <paramref name="fill"/>.
    /// </summary>
    /// <param name="source">The operand.</param>
    /// <param name="result">Shape of the result.</param>
    /// <param name="fill">A tensor of one element of the same type, or null where every place is in the source.</param>
    /// <param name="from">From an index of the result (reused between calls) to a place in elements.</param>
    public static Tensor Select(Tensor source, Shape result, Tensor? fill, Func<long[], long> from)
    {
        var size = source.Element.Bits() / 8;
        var data = source.Data.Span;
        var bytes = new byte[checked(result.ElementCount * size)];
        var index = new long[result.Rank];
        for (var to = 0; to < bytes.Length; to += size)
        {
            var place = from(index);
            (place < 0 ? fill!.Data.Span : data.Slice(checked((int)(place * size)), size)).CopyTo(bytes.AsSpan(to));
            Next(index, result);
        }
        return new Tensor(source.Element, result, bytes);
    }

    /// <summary>Steps an index through a shape, row-major; it wraps to zero at the end.</summary>
    public static void Next(long[] index, Shape shape)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (++index[axis] < shape[axis]) return;
            index[axis] = 0;
        }
    }

    /// <summary>The place of an index, given strides.</summary>
    public static long Place(ReadOnlySpan<long> index, ReadOnlySpan<long> strides)
    {
        long place = 0;
        for (var axis = 0; axis < index.Length; axis++) place += index[axis] * strides[axis];
        return place;
    }
}
