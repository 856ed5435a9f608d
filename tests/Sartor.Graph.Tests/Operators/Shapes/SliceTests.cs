using Sartor.Core;

namespace Sartor.Graph.Tests.Operators.Shapes;

/// <summary>Expected values are NumPy's: <c>np.arange(10)[start:end:step]</c>.</summary>
public sealed class SliceTests
{
    [Theory]
    [InlineData(2, 7, 2, new long[] { 2, 4, 6 })]
    [InlineData(-3, long.MaxValue, 1, new long[] { 7, 8, 9 })]
    [InlineData(8, 1, -3, new long[] { 8, 5, 2 })]
    [InlineData(long.MaxValue, long.MinValue, -4, new long[] { 9, 5, 1 })]
    [InlineData(-1, -100, -1, new long[] { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 })]
    [InlineData(20, 30, 1, new long[0])]
    [InlineData(5, 5, 1, new long[0])]
    [InlineData(0, 10, long.MaxValue, new long[] { 0 })]
    public void FromBounds_AsNumPyCounts(long start, long end, long step, long[] expected)
    {
        var x = Tensor.Vector<long>([.. Enumerable.Range(0, 10).Select(i => (long)i)]);
        var slice = Slice.FromBounds(x.Shape, [0], [start], [end], [step]);
        var result = slice.Evaluate([x]).ShouldNotBeNull().ShouldHaveSingleItem();
        result.ToInt64s().ShouldBe(expected);
        result.Shape.ShouldBe(new Shape(slice.Sizes.AsSpan()));
    }

    [Fact]
    public void FromBounds_LeavesOtherAxesAlone() =>
        Slice.FromBounds(new Shape(2, 3, 4), [1], [1], [3], [1]).ShouldBe(new Slice([0, 1, 0], [2, 2, 4], [1, 1, 1]));
}
