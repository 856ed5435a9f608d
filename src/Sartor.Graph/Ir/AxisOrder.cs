using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// Where the elements of a permuted tensor come from. Axes of one element are left out and neighbours that stay neighbours are one axis;
/// those at the front that stay there count blocks, and of a block the outermost axis counts rows.
/// </summary>
internal sealed class AxisOrder
{
    private const int Tile = 16;

    // Of the result within a block, outermost first, in elements: extents, strides in the source, strides in the result.
    private readonly int[] _extents;
    private readonly int[] _steps;
    private readonly int[] _strides;
    // The axis along which the source is contiguous.
    private readonly int _run;

    /// <param name="source">Extents of the operand; each 1 or more, and not all of them 1.</param>
    /// <param name="permutation">One that moves elements.</param>
    /// <param name="size">Bytes of one element: 1, 2, 4, 8 or 16.</param>
    public AxisOrder(Shape source, Permutation permutation, int size)
    {
        Size = size;
        var strides = source.Strides();
        var before = Enumerable.Range(0, source.Rank).Where(axis => source[axis] > 1).ToArray();
        var after = permutation.Axes.Items.Where(axis => source[axis] > 1).ToArray();
        var stay = before.AsSpan().CommonPrefixLength(after);
        var extents = new List<int>();
        var steps = new List<int>();
        foreach (var axis in after.Skip(stay))
        {
            var (extent, step) = (checked((int)source[axis]), checked((int)strides[axis]));
            if (steps.Count > 0 && steps[^1] == step * extent) (extents[^1], steps[^1]) = (extents[^1] * extent, step);
            else (extents, steps) = ([.. extents, extent], [.. steps, step]);
        }
        (_extents, _steps, _strides) = ([.. extents], [.. steps], new int[extents.Count]);
        var stride = 1;
        for (var axis = _extents.Length - 1; axis >= 0; axis--) (_strides[axis], stride) = (stride, stride * _extents[axis]);
        BlockElements = stride;
        _run = _steps.Index().MinBy(step => step.Item).Index;
    }

    /// <summary>Bytes of one element.</summary>
    public int Size { get; }

    /// <summary>Elements of a block.</summary>
    public long BlockElements { get; }

    /// <summary>Rows of a block of the result.</summary>
    public int Rows => _extents[0];

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => _strides[0] * Size;

    /// <summary>The place in the source, in elements, of an element of the result.</summary>
    public long Source(long place)
    {
        var within = (int)(place % BlockElements);
        var at = place - within;
        for (var axis = 0; axis < _extents.Length; axis++)
        {
            at += within / _strides[axis] * _steps[axis];
            within %= _strides[axis];
        }
        return at;
    }

    /// <summary>Rows of one block of the result.</summary>
    /// <param name="source">The whole block of the source.</param>
    /// <param name="target">Gets the rows.</param>
    /// <param name="row">The first one.</param>
    /// <param name="rows">How many.</param>
    public void Move(ReadOnlySpan<byte> source, Span<byte> target, int row, int rows)
    {
        switch (Size)
        {
            case 1: Move<byte>(source, target, row, rows); break;
            case 2: Move<ushort>(source, target, row, rows); break;
            case 4: Move<uint>(source, target, row, rows); break;
            case 8: Move<ulong>(source, target, row, rows); break;
            default: Move<Sixteen>(source, target, row, rows); break;
        }
    }

    // Innermost are the last axis of the target and the axis along which the source is contiguous, in tiles: the cache lines of both are
    // used up while they are there.
    private void Move<T>(ReadOnlySpan<byte> source, Span<byte> target, int row, int rows) where T : unmanaged
    {
        var input = MemoryMarshal.Cast<byte, T>(source)[(row * _steps[0])..];
        var output = MemoryMarshal.Cast<byte, T>(target)[..(rows * _strides[0])];
        int[] extents = [rows, .. _extents.AsSpan(1)];
        var index = new int[extents.Length];
        int from = 0, to = 0;
        while (true)
        {
            Plane(input, output, from, to, extents);
            var axis = extents.Length - 2;
            for (; axis >= 0; axis--)
            {
                if (axis == _run) continue;
                from += _steps[axis];
                to += _strides[axis];
                if (++index[axis] < extents[axis]) break;
                from -= _steps[axis] * extents[axis];
                to -= _strides[axis] * extents[axis];
                index[axis] = 0;
            }
            if (axis < 0) return;
        }
    }

    // One plane of the two axes; a line where they are the same one.
    private void Plane<T>(ReadOnlySpan<T> input, Span<T> output, int from, int to, int[] extents) where T : unmanaged
    {
        int columns = extents[^1], step = _steps[^1];
        if (_run == extents.Length - 1)
        {
            if (step == 1) input.Slice(from, columns).CopyTo(output[to..]);
            else for (var i = 0; i < columns; i++) output[to + i] = input[from + (i * step)];
            return;
        }
        int rows = extents[_run], stride = _strides[_run], pitch = _steps[_run];
        // The furthest elements of both are inside: then all are, and nothing is checked for each.
        ref var read = ref Unsafe.AsRef(in input.Slice(from, ((rows - 1) * pitch) + ((columns - 1) * step) + 1)[0]);
        ref var written = ref output.Slice(to, ((rows - 1) * stride) + columns)[0];
        for (var left = 0; left < columns; left += Tile)
        {
            var right = Math.Min(columns, left + Tile);
            for (var top = 0; top < rows; top += Tile)
            {
                var bottom = Math.Min(rows, top + Tile);
                for (var row = top; row < bottom; row++)
                {
                    ref var line = ref Unsafe.Add(ref written, row * stride);
                    ref var at = ref Unsafe.Add(ref read, (row * pitch) + (left * step));
                    for (var i = left; i < right; i++, at = ref Unsafe.Add(ref at, step)) Unsafe.Add(ref line, i) = at;
                }
            }
        }
    }

    [InlineArray(16)]
    private struct Sixteen
    {
        private byte _first;
    }
}
