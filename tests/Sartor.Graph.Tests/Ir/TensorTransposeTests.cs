using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Ir;

public sealed class TensorTransposeTests
{
    private static readonly ElementType[] Elements =
        [ElementType.UInt8, ElementType.Float16, ElementType.Float32, ElementType.Int64, ElementType.Complex128];

    /// <summary>Each element is where its index says, whatever its size and the order; the bytes of all elements differ.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(37, 19)]
    [InlineData(1, 40)]
    [InlineData(3, 1, 50)]
    [InlineData(2, 17, 33)]
    [InlineData(4, 3, 5, 18)]
    [InlineData(2, 0, 3)]
    [InlineData(2, 3, 1, 4, 2)]
    public void Element_LiesWhereItsPermutedIndexSays(params int[] extents)
    {
        var shape = new Shape([.. extents.Select(extent => (long)extent)]);
        foreach (var element in Elements)
        {
            var size = element.Bits() / 8;
            var data = new byte[shape.ElementCount * size];
            new Random(1).NextBytes(data);
            foreach (var axes in Orders([.. Enumerable.Range(0, shape.Rank)]))
            {
                var result = TensorTranspose.Apply(new Tensor(element, shape, data), new Permutation(axes.ToEquatableArray()));

                result.Shape.ShouldBe(new Shape([.. axes.Select(axis => shape[axis])]));
                result.Data.ToArray().ShouldBe(Naive(data, shape, axes, size), $"{element}{shape} in the order {string.Join(',', axes)}");
            }
        }
    }

    private static byte[] Naive(byte[] data, Shape shape, int[] axes, int size)
    {
        var result = new byte[data.Length];
        for (var at = 0; at < shape.ElementCount; at++)
        {
            long rest = at, target = 0;
            var index = new long[shape.Rank];
            for (var axis = shape.Rank - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            foreach (var axis in axes) target = (target * shape[axis]) + index[axis];
            Array.Copy(data, at * size, result, target * size, size);
        }
        return result;
    }

    private static IEnumerable<int[]> Orders(int[] axes) => axes.Length < 2
        ? [axes]
        : axes.SelectMany(first => Orders([.. axes.Except([first])]).Select(rest => (int[])[first, .. rest]));
}
