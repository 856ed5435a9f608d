using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class ChannelMeansTests
{
    private static ChannelMeans? For(ElementType element, params long[] shape) =>
        ChannelMeans.For(new ModelGraph("test").AddInput("x", new TensorType(element, new Shape(shape))));

    [Fact]
    public void Channels_are_the_last_axis()
    {
        var means = For(ElementType.Float32, 1, 2, 3).ShouldNotBeNull();
        means.Add([1, 10, 100, 3, 30, 300]);
        means.Add([5, 50, 500, 7, 70, 700]);
        means.Means().ShouldBe([4.0, 40, 400]);
    }

    [Fact]
    public void Values_that_are_not_finite_count_for_nothing()
    {
        var means = For(ElementType.Float32, 2, 3).ShouldNotBeNull();
        means.Add([1, float.NaN, 3, 5, 4, float.PositiveInfinity]);
        means.Means().ShouldBe([3.0, 4, 3]);
    }

    [Fact]
    public void Channel_without_a_value_has_mean_zero()
    {
        var means = For(ElementType.Float32, 1, 2).ShouldNotBeNull();
        means.Means().ShouldBe([0.0, 0]);
        means.Add([float.NaN, 1]);
        means.Means().ShouldBe([0.0, 1]);
    }

    [Fact]
    public void Vectors_and_integers_have_no_channels()
    {
        For(ElementType.Float32, 3).ShouldBeNull();
        For(ElementType.Float32).ShouldBeNull();
        For(ElementType.Float32, 2, 0).ShouldBeNull();
        For(ElementType.Int32, 2, 3).ShouldBeNull();
    }
}
