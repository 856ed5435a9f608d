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

    /// <summary>Large ones are moved as a whole, streamed, and in parts that begin and end anywhere.</summary>
    [Theory]
    [InlineData("50,400", "1,0")]
    [InlineData("400,16,3,3", "0,2,3,1")]
    [InlineData("3,200,300", "0,2,1")]
    [InlineData("700,600", "1,0")]
    [InlineData("2,33000,3", "2,0,1")]
    public void Part_IsThatOfTheWhole(string extents, string order)
    {
        var shape = new Shape([.. extents.Split(',').Select(long.Parse)]);
        int[] axes = [.. order.Split(',').Select(int.Parse)];
        var (permutation, random) = (new Permutation(axes.ToEquatableArray()), new Random(2));
        var data = new byte[shape.ElementCount * 4];
        random.NextBytes(data);
        var expected = Naive(data, shape, axes, 4);
        var tensor = new Tensor(ElementType.Float32, shape, data);
        var again = TensorTranspose.Apply(TensorTranspose.Apply(tensor, permutation), permutation.Inverse());
        var streamed = new MemoryStream();

        foreach (var size in (ReadOnlySpan<int>)[4, 256, 1024, 1025, 5000, 70_000])
        {
            var start = random.Next(expected.Length - size);
            var part = new byte[size];
            LazyBytes.Copy(TensorTranspose.Apply(tensor, permutation).Data, start, part);
            part.ShouldBe(expected[start..(start + size)], $"{size} from {start}");
            part = new byte[size];
            LazyBytes.Copy(TensorTranspose.Apply(tensor, permutation).Data, start / 4 * 4, part);
            part.ShouldBe(expected[(start / 4 * 4)..((start / 4 * 4) + size)], $"{size} from {start / 4 * 4}");
        }
        LazyBytes.Stream(TensorTranspose.Apply(tensor, permutation).Data, piece => streamed.Write(piece.Span));
        streamed.ToArray().ShouldBe(expected);
        streamed.SetLength(0);
        LazyBytes.Stream(TensorTranspose.Apply(tensor, permutation).Data[4..^8], piece => streamed.Write(piece.Span));
        streamed.ToArray().ShouldBe(expected[4..^8]);
        again.Data.ToArray().ShouldBe(data);
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
