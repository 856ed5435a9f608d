using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Permutes the axes of tensor data.</summary>
public static class TensorTranspose
{
    private const int Tile = 16;

    /// <summary>A copy with permuted axes; no copy where only axes of extent 1 move.</summary>
    /// <exception cref="NotSupportedException">Elements are smaller than a byte.</exception>
    public static Tensor Apply(Tensor tensor, Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(permutation);
        var shape = permutation.Apply(tensor.Shape);
        if (permutation.KeepsOrder(tensor.Shape)) return tensor.Reshape(shape);
        var size = tensor.Element.Bits() / 8;
        if (size == 0) throw new NotSupportedException($"{tensor.Element.Label()} cannot be transposed");
        var result = new byte[tensor.Data.Length];
        var strides = tensor.Shape.Strides();
        var steps = permutation.Axes.Items.Select(axis => strides[axis]).ToArray();
        if (result.Length > 0) Copy(tensor.Data.Span, result, shape, steps, size);
        return new Tensor(tensor.Element, shape, result);
    }

    // Innermost are the last axis of the target and the axis along which the source is contiguous, in tiles: the cache lines of both are
    // used up while they are there.
    private static void Copy(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, long[] steps, int size)
    {
        var run = ContiguousAxis(shape, steps);
        var strides = shape.Strides();
        var index = new long[shape.Rank];
        long from = 0, to = 0;
        while (true)
        {
            switch (size)
            {
                case 1: Plane<byte>(source, target, from, to, shape, steps, strides, run); break;
                case 2: Plane<ushort>(source, target, from, to, shape, steps, strides, run); break;
                case 4: Plane<uint>(source, target, from, to, shape, steps, strides, run); break;
                case 8: Plane<ulong>(source, target, from, to, shape, steps, strides, run); break;
                default: Plane<UInt128>(source, target, from, to, shape, steps, strides, run); break;
            }
            var axis = shape.Rank - 2;
            for (; axis >= 0; axis--)
            {
                if (axis == run) continue;
                from += steps[axis];
                to += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= steps[axis] * shape[axis];
                to -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
            if (axis < 0) return;
        }
    }

    private static int ContiguousAxis(Shape shape, long[] steps)
    {
        var best = shape.Rank - 1;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] > 1 && (shape[best] <= 1 || steps[axis] < steps[best])) best = axis;
        }
        return best;
    }

    // One plane of the two axes; a line where they are the same one.
    private static void Plane<T>(
        ReadOnlySpan<byte> source, Span<byte> target, long from, long to, Shape shape, long[] steps, long[] strides, int run)
        where T : unmanaged
    {
        var input = MemoryMarshal.Cast<byte, T>(source)[(int)from..];
        var output = MemoryMarshal.Cast<byte, T>(target)[(int)to..];
        int columns = (int)shape[-1], step = (int)steps[^1];
        if (run == shape.Rank - 1)
        {
            if (step == 1) input[..columns].CopyTo(output);
            else for (var i = 0; i < columns; i++) output[i] = input[i * step];
            return;
        }
        int rows = (int)shape[run], stride = (int)strides[run], pitch = (int)steps[run];
        for (var top = 0; top < rows; top += Tile)
        {
            var bottom = Math.Min(rows, top + Tile);
            for (var left = 0; left < columns; left += Tile)
            {
                var right = Math.Min(columns, left + Tile);
                for (var row = top; row < bottom; row++)
                {
                    var line = output[((row * stride) + left)..((row * stride) + right)];
                    var at = (row * pitch) + (left * step);
                    for (var i = 0; i < line.Length; i++, at += step) line[i] = input[at];
                }
            }
        }
    }
}
