namespace Sartor.Core.Tests;

public sealed class ShapeTests
{
    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 }, new long[] { 2, 3 })]
    [InlineData(new long[] { 5, 1, 4 }, new long[] { 3, 1 }, new long[] { 5, 3, 4 })]
    [InlineData(new long[] { }, new long[] { 7 }, new long[] { 7 })]
    [InlineData(new long[] { 1 }, new long[] { 0 }, new long[] { 0 })]
    public void Broadcast_of_shapes_that_agree(long[] left, long[] right, long[] expected) =>
        Shape.Broadcast(new Shape(left), new Shape(right)).ShouldBe(new Shape(expected));

    [Fact]
    public void Broadcast_of_shapes_that_do_not_agree() => Shape.Broadcast(new Shape(2, 3), new Shape(2)).ShouldBeNull();

    [Fact]
    public void Scalar_has_one_element() => Shape.Scalar.ElementCount.ShouldBe(1);

    [Fact]
    public void Negative_axes_count_from_the_innermost()
    {
        var shape = new Shape(2, 3, 5);
        shape[-1].ShouldBe(5);
        shape.With(-2, 7).ShouldBe(new Shape(2, 7, 5));
        shape.Strides().ShouldBe([15, 5, 1]);
    }

    [Fact]
    public void Element_count_beyond_63_bits_is_refused() => Should.Throw<OverflowException>(() => new Shape(1L << 40, 1L << 40));

    [Fact]
    public void Negative_extent_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new Shape(2, -1));
}
