using Sartor.Convert.Verification;

namespace Sartor.Convert.Tests.Verification;

public sealed class ParityAccumulatorTests
{
    private static ParityAccumulator Of(params (float[] Source, float[] Variant)[] samples)
    {
        var parity = new ParityAccumulator();
        foreach (var (source, variant) in samples) parity.Add(source, variant);
        return parity;
    }

    [Fact]
    public void Errors_are_the_largest_and_cosines_the_smallest_and_the_mean()
    {
        // |Δ| 1 of 4, cosine (3·3 + 4·5) / (5·√34) = 29 / 29.155; then |Δ| 2 of 10, cosine 0.
        var parity = Of(([3, 4], [3, 5]), ([10, 0], [8, 0]), ([2, 0], [0, 2]));
        parity.Samples.ShouldBe(3);
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
    [InlineData(float.NaN, float.NegativeInfinity)]
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
        var parity = new ParityAccumulator();
        parity.Samples.ShouldBe(0);
        parity.MeanCosine.ShouldBe(double.NaN);
    }

    [Fact]
    public void Outputs_of_different_lengths_are_a_mistake() => Should.Throw<ArgumentException>(() => Of(([1, 2], [1])));
}
