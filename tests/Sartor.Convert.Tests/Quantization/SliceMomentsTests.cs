using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class SliceMomentsTests
{
    private static SliceMoments[] For(ElementType element, bool allAxes, params long[] shape) =>
        SliceMoments.For(new ModelGraph("test").AddInput("x", new TensorType(element, new Shape(shape))), allAxes);

    private static SliceMoments Channels(params long[] shape) => For(ElementType.Float32, false, shape).ShouldHaveSingleItem();

    [Fact]
    public void Channels_are_the_last_axis()
    {
        var moments = Channels(1, 2, 3);
        moments.Add([1, 10, 100, 3, 30, 300]);
        moments.Add([5, 50, 500, 7, 70, 700]);
        var statistics = moments.Statistics();
        statistics.Axis.ShouldBe(2);
        statistics.Means.ShouldBe([4.0, 40, 400]);
        statistics.Minima.ShouldBe([1.0, 10, 100]);
        statistics.Maxima.ShouldBe([7.0, 70, 700]);
        // Of 1, 3, 5, 7 about 4: (9 + 1 + 1 + 9) / 4 = 5.
        for (var c = 0; c < 3; c++) statistics.Deviations[c].ShouldBe(Math.Sqrt(5) * Math.Pow(10, c), 1e-9);
    }

    [Fact]
    public void Other_axes_follow_the_channels_without_the_batch()
    {
        var moments = For(ElementType.Float32, true, 1, 2, 3);
        moments.Select(m => m.Axis).ShouldBe([2, 1]);
        moments[1].Add([1, 2, 3, 10, 20, 30]);
        moments[1].Statistics().Means.ShouldBe([2.0, 20]);
    }

    [Fact]
    public void Deviation_of_all_values_follows_from_that_of_the_slices()
    {
        var moments = Channels(2, 2);
        moments.Add([1, 5, 3, 7]);
        // 1, 3, 5, 7 again, two in each slice.
        moments.Statistics().TotalDeviation().ShouldBe(Math.Sqrt(5), 1e-12);
    }

    [Fact]
    public void Values_that_are_not_finite_count_for_nothing()
    {
        var moments = Channels(2, 3);
        moments.Add([1, float.NaN, 3, 5, 4, float.PositiveInfinity]);
        moments.Statistics().Means.ShouldBe([3.0, 4, 3]);
        moments.Statistics().Maxima.ShouldBe([5.0, 4, 3]);
    }

    [Fact]
    public void Channel_without_a_value_has_zeros()
    {
        var moments = Channels(1, 2);
        moments.Statistics().Means.ShouldBe([0.0, 0]);
        moments.Add([float.NaN, 1]);
        moments.Statistics().Means.ShouldBe([0.0, 1]);
        moments.Statistics().Minima.ShouldBe([0.0, 1]);
        moments.Statistics().Varies(0).ShouldBeFalse();
    }

    [Fact]
    public void Spread_within_the_rounding_of_float32_is_none()
    {
        var moments = Channels(2, 2);
        moments.Add([3000, 1, 3000.001f, 1.001f]);
        moments.Statistics().Varies(0).ShouldBeFalse();
        moments.Statistics().Varies(1).ShouldBeTrue();
    }

    [Fact]
    public void Vector_is_one_slice()
    {
        var moments = Channels(3);
        moments.Add([1, 2, 3]);
        moments.Statistics().Axis.ShouldBe(-1);
        moments.Statistics().Means.ShouldBe([2.0]);
    }

    [Fact]
    public void Integers_and_empty_tensors_have_no_slices()
    {
        For(ElementType.Float32, false, 2, 0).ShouldBeEmpty();
        For(ElementType.Int32, false, 2, 3).ShouldBeEmpty();
    }
}
