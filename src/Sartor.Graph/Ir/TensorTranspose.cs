using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Permutes the axes of tensor data.</summary>
public static class TensorTranspose
{
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
        Copy(tensor.Data.Span, result, shape, steps, size);
        return new Tensor(tensor.Element, shape, result);
    }

    private static void Copy(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, long[] steps, int size)
    {
        var index = new long[shape.Rank];
        var inner = shape.Rank == 0 ? 1 : (int)shape[-1];
        var innerStep = shape.Rank == 0 ? 0 : steps[^1] * size;
        long from = 0;
        for (var to = 0; to < target.Length;)
        {
            var at = from * size;
            switch (size)
            {
                case 4:
                    for (var i = 0; i < inner; i++, to += 4, at += innerStep)
                        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(
                            ref target[to], System.Runtime.CompilerServices.Unsafe.ReadUnaligned<uint>(in source[(int)at]));
                    break;
                default:
                    for (var i = 0; i < inner; i++, to += size, at += innerStep) source.Slice((int)at, size).CopyTo(target[to..]);
                    break;
            }
            for (var axis = shape.Rank - 2; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++index[axis] < shape[axis]) break;
                from -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}
