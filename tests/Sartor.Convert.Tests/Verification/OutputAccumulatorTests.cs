using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Convert.Tests.Verification;

public sealed class OutputAccumulatorTests
{
    private static OutputComparison Of(params (float[] Source, float[] Variant)[] samples) =>
        Of(new Shape(samples[0].Source.Length), samples);

    private static OutputComparison Of(Shape shape, params (float[] Source, float[] Variant)[] samples)
    {
        var output = new OutputAccumulator(new OutputTraits("y", shape, OutputKind.Real, new OutputScale(-1, new([0.0])), 0));
        foreach (var (source, variant) in samples) output.Add(source, variant);
        return output.Result();
    }

    [Fact]
    public void Errors_are_the_largest_and_cosines_the_smallest_and_the_mean()
    {
        // |Δ| 1 of 4, cosine (3·3 + 4·5) / (5·√34) = 29 / 29.155; then |Δ| 2 of 10, cosine 0.
        var parity = Of(([3, 4], [3, 5]), ([10, 0], [8, 0]), ([2, 0], [0, 2]));
        parity.MaxAbsError.ShouldBe(2);
        parity.MaxRelError.ShouldBe(1);
        parity.MinCosine.ShouldBe(0);
        parity.MeanCosine.ShouldBe(((29 / Math.Sqrt(25 * 34)) + 1 + 0) / 3, 1e-12);
    }

    [Fact]
    public void Relative_error_is_of_the_largest_magnitude_of_its_sample() => Of(([-4, 1], [-4, 2])).MaxRelError.ShouldBe(0.25);

    [Fact]
    public void Opposite_outputs_have_cosine_minus_one() => Of(([1, -2], [-1, 2])).MinCosine.ShouldBe(-1, 1e-12);

    [Fact]
    public void Zeros_are_like_zeros_and_unlike_anything_else()
    {
        Of(([0, 0], [0, -0f])).MinCosine.ShouldBe(1);
        var parity = Of(([0, 0], [0, 1e-9f]));
        parity.MinCosine.ShouldBe(0);
        parity.MaxAbsError.ShouldBe(1e-9f);
        // Anything is infinitely more than nothing, which is not the same as an output that is not finite.
        parity.MaxRelError.ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void One_value_that_is_not_finite_spoils_everything_for_good(float value)
    {
        var parity = Of(([1, 2], [1, value]), ([1, 2], [1, 2]));
        parity.MaxAbsError.ShouldBe(double.NaN);
        parity.MaxRelError.ShouldBe(double.NaN);
        parity.MinCosine.ShouldBe(double.NaN);
        parity.MeanCosine.ShouldBe(double.NaN);
    }

    [Fact]
    public void Value_that_is_not_finite_in_both_is_no_error_and_hides_none()
    {
        var parity = Of(([float.PositiveInfinity, 2, float.NaN], [float.PositiveInfinity, 3, float.NaN]));
        parity.MaxAbsError.ShouldBe(1);
        parity.MaxRelError.ShouldBe(0.5);
    }

    // Without the mask: (3·3 + 4·5) ÷ (5·√34).
    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    public void Mask_in_both_leaves_the_cosine_of_the_rest(float mask)
    {
        var parity = Of(([mask, 3, 4], [mask, 3, 5]));
        parity.MinCosine.ShouldBe(29 / Math.Sqrt(25 * 34), 1e-12);
        parity.MeanCosine.ShouldBe(parity.MinCosine);
        Of(([mask, 3, 4, mask], [mask, 3, 4, mask])).MinCosine.ShouldBe(1, 1e-12);
        Of(([mask, mask], [mask, mask])).MinCosine.ShouldBe(1);
        Of(([mask, 0], [mask, 1])).MinCosine.ShouldBe(0);
    }

    [Theory]
    [InlineData(float.NegativeInfinity, float.MinValue)]
    [InlineData(float.MinValue, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    [InlineData(0, float.NaN)]
    public void Mask_in_one_is_an_error(float source, float variant)
    {
        var parity = Of(([source, 3], [variant, 3]));
        parity.MaxAbsError.ShouldBe(double.NaN);
        parity.MinCosine.ShouldBe(double.NaN);
    }

    [Fact]
    public void Opposite_infinities_are_an_error() => Of(([float.PositiveInfinity], [float.NegativeInfinity])).MaxAbsError
        .ShouldBe(double.NaN);

    [Fact]
    public void Largest_floats_do_not_overflow() => Of(([float.MaxValue, float.MaxValue], [float.MaxValue, float.MaxValue])).MinCosine
        .ShouldBe(1, 1e-12);

    [Fact]
    public void Nothing_was_compared_at_first()
    {
        var output = new OutputAccumulator(new OutputTraits("y", new Shape(2), OutputKind.Real, new OutputScale(-1, new([0.0])), 0));
        output.Samples.ShouldBe(0);
        output.Result().MeanCosine.ShouldBe(double.NaN);
        output.Result().Slices.ShouldBeEmpty();
    }

    [Fact]
    public void Output_without_elements_has_no_slices() => Of(new Shape(0), ([], [])).Slices.ShouldBeEmpty();

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(5)]
    [InlineData(float.NaN)]
    public void Elements_that_the_source_leaves_undefined_are_counted_and_not_compared(float variant)
    {
        var output = Of(([float.NaN, 3, 4, 0], [variant, 3, 5, 0]));
        output.Undefined.ShouldBe(0.25);
        output.MaxAbsError.ShouldBe(1);
        output.MinCosine.ShouldBe(29 / Math.Sqrt(25 * 34), 1e-12);
    }

    // Two channels of two elements, two samples. Channel 0 varies by 1 and is exact; channel 1 varies by 10, and the variant gives 7 there.
    [Fact]
    public void Slices_have_errors_and_spreads_of_their_own()
    {
        var output = Of(
            new Shape(1, 2, 2),
            ([1, 2, 0, 20], [1, 2, 7, 7]),
            ([3, 4, 20, 0], [3, 4, 7, 7]));
        var slices = output.Slices.ToDictionary(s => (s.Axis, s.Index));
        slices.Keys.ShouldBe([(-1, 0), (1, 0), (1, 1), (2, 0), (2, 1)]);
        var (first, second) = (slices[(1, 0)], slices[(1, 1)]);
        (first.MaxError, first.RmsError, first.Magnitude, first.Spread).ShouldBe((0, 0, 4, 1));
        first.IsVariantConstant.ShouldBeFalse();
        (second.MaxError, second.Magnitude, second.Spread).ShouldBe((13, 20, 10));
        second.RmsError.ShouldBe(Math.Sqrt(((7 * 7) + (13 * 13)) / 2.0), 1e-12);
        second.IsVariantConstant.ShouldBeTrue();
        // The whole: variances 1, 1, 100, 100.
        slices[(-1, 0)].Spread.ShouldBe(Math.Sqrt(202 / 4.0), 1e-12);
        slices[(-1, 0)].RmsError.ShouldBe(second.RmsError / Math.Sqrt(2), 1e-12);
        // Columns hold one element of each channel: variances 1 and 100.
        slices[(2, 0)].Spread.ShouldBe(Math.Sqrt(101 / 2.0), 1e-12);
        slices[(2, 1)].IsVariantConstant.ShouldBeFalse();
    }

    // What is the same in every sample says nothing, however large it is.
    [Fact]
    public void Spread_is_that_over_samples_and_not_that_of_a_pattern()
    {
        var output = Of(([1000, -1000], [1000, -1000]), ([1000, -1000], [1000, -1000]));
        output.Slices.ShouldAllBe(s => s.Spread == 0);
        // Of a single sample nothing else is known.
        Of(([1000, -1000], [1000, -1000])).Slices[0].Spread.ShouldBe(1000);
    }

    // The source gives 0, 2 and 10, the variant 1 beside the 0 only.
    [Fact]
    public void Samples_of_the_source_alone_count_for_its_spread_and_not_for_errors()
    {
        var output = new OutputAccumulator(new OutputTraits("y", new Shape(1), OutputKind.Real, new OutputScale(-1, new([0.0])), 0));
        output.AddSource([2]);
        output.Add([0], [1]);
        output.AddSource([10]);
        var whole = output.Result().Slices[0];
        whole.Spread.ShouldBe(Math.Sqrt(((4 * 4) + (2 * 2) + (6 * 6)) / 3.0), 1e-12);
        (whole.MaxError, whole.RmsError, whole.Magnitude).ShouldBe((1, 1, 10));
        // A single sample of the variant says nothing of whether it varies.
        whole.IsVariantConstant.ShouldBeFalse();
        output.Samples.ShouldBe(1);
        output.Result().DifferentOfSample.ShouldBe([1]);
    }

    [Fact]
    public void Large_constant_does_not_cancel_in_the_spread()
    {
        var output = Of(([1e6f], [1e6f]), ([1e6f + 1], [1e6f]), ([1e6f + 2], [1e6f]));
        output.Slices[0].Spread.ShouldBe(Math.Sqrt(2.0 / 3), 1e-12);
    }

    [Fact]
    public void Elements_that_differ_are_counted() =>
        Of(([1, 2, 3, 4], [1, 2, 3, 5]), ([1, 2, 3, 4], [1, 0, 0, 4])).Different.ShouldBe(3 / 8.0);

    [Fact]
    public void Elements_that_differ_are_counted_for_each_sample() =>
        Of(([1, 2, 3, 4], [1, 2, 3, 5]), ([1, 2, 3, 4], [1, 0, 0, 4])).DifferentOfSample.ShouldBe([0.25f, 0.5f]);

    // A fraction for a fraction says nothing.
    [Theory]
    [InlineData(4.1f, 0.25)]
    [InlineData(5, 0)]
    [InlineData(4, 0)]
    public void Whole_numbers_that_are_no_more_are_counted(float variant, double broken) =>
        Of(([1, 2, 0.5f, 4], [1, 3, 0.6f, variant])).Broken.ShouldBe(broken);

    [Fact]
    public void Axes_that_are_very_long_have_no_slices() =>
        Of(new Shape(2, 5000), (new float[10_000], new float[10_000])).Slices.Select(s => s.Axis).Distinct().ShouldBe([-1, 0]);

    [Fact]
    public void Outputs_of_different_lengths_are_a_mistake() => Should.Throw<ArgumentException>(() => Of(([1, 2], [1])));
}
