using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>
/// Numbers by hand from TFLite's 8-bit quantisation specification, https://ai.google.dev/edge/litert/models/quantization_spec.
/// </summary>
public sealed class Int8Tests
{
    // −1 … 3: scale 4/255, zero point −128 + 63.75 = −64.25. Ranges without 0 are widened to it.
    [Theory]
    [InlineData(-1, 3, 4.0 / 255, -64)]
    [InlineData(0, 6, 6.0 / 255, -128)]
    [InlineData(2, 10, 10.0 / 255, -128)]
    [InlineData(-10, -5, 10.0 / 255, 127)]
    [InlineData(-51, 204, 1, -77)]
    public void Activation_has_the_scale_and_zero_point_of_its_range(double low, double high, double scale, long zeroPoint)
    {
        var parameters = Int8.Activation(new ActivationRange(low, high));
        parameters.Scales.ShouldBe([(float)scale]);
        parameters.ZeroPoints.ShouldBe([zeroPoint]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1e-30, 1e-30)]
    public void Activation_without_extent_has_a_positive_scale(double low, double high)
    {
        var parameters = Int8.Activation(new ActivationRange(low, high));
        parameters.Scales[0].ShouldBeGreaterThan(0);
        parameters.ZeroPoints[0].ShouldBeInRange(-128, 127);
        Int8.Quantize([0f], parameters).ShouldBe([(sbyte)parameters.ZeroPoints[0]]);
    }

    [Fact]
    public void Activation_represents_zero_exactly_and_its_ends_within_a_step()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var magnitude = Math.Pow(10, random.Next(-6, 7));
            double a = magnitude * ((2 * random.NextDouble()) - 1), b = magnitude * ((2 * random.NextDouble()) - 1);
            var parameters = Int8.Activation(new ActivationRange(Math.Min(a, b), Math.Max(a, b)));
            double Back(double x) => (Int8.Quantize([(float)x], parameters)[0] - parameters.ZeroPoints[0]) * (double)parameters.Scales[0];
            parameters.ZeroPoints[0].ShouldBeInRange(-128, 127);
            Back(0).ShouldBe(0);
            Back(a).ShouldBe(a, parameters.Scales[0]);
            Back(b).ShouldBe(b, parameters.Scales[0]);
        }
    }

    [Fact]
    public void Values_round_to_even_and_saturate()
    {
        var parameters = QuantizationParameters.PerTensor(0.5f, 10);
        Int8.Quantize([0, 0.25f, 0.75f, -0.25f, 1000, -1000, float.PositiveInfinity, float.NegativeInfinity], parameters)
            .ShouldBe([(sbyte)10, 10, 12, 10, 127, -128, 127, -128]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Weights_have_a_symmetric_scale_for_each_channel(int axis)
    {
        // Channels {1.27, −0.4, 0.05} and {−2.54, 0, 1.26}: scales 0.01 and 0.02.
        float[] rows = [1.27f, -0.4f, 0.05f, -2.54f, 0, 1.26f], columns = [1.27f, -2.54f, -0.4f, 0, 0.05f, 1.26f];
        var weights = axis == 0 ? Tensor.Create(new Shape(2, 3), rows) : Tensor.Create(new Shape(3, 2), columns);
        var (tensor, parameters) = Int8.WeightsPerAxis(weights, axis);
        parameters.Scales[0].ShouldBe(0.01f, 1e-8);
        parameters.Scales[1].ShouldBe(0.02f, 1e-8);
        parameters.ZeroPoints.ShouldBe([0L, 0]);
        parameters.Axis.ShouldBe(axis);
        tensor.AsSpan<sbyte>().ToArray().ShouldBe(axis == 0 ? new sbyte[] { 127, -40, 5, -127, 0, 63 } : [127, -127, -40, 0, 5, 63]);
    }

    [Fact]
    public void Weights_of_a_tensor_share_the_scale_of_the_largest()
    {
        var (tensor, parameters) = Int8.WeightsPerTensor(Tensor.Vector(-2.54f, 1, 0.03f));
        parameters.Scales.ShouldHaveSingleItem().ShouldBe(0.02f, 1e-8);
        tensor.AsSpan<sbyte>().ToArray().ShouldBe([(sbyte)-127, 50, 2]);
    }

    [Fact]
    public void Weights_of_zeros_have_a_scale()
    {
        var (tensor, parameters) = Int8.WeightsPerAxis(Tensor.Create(new Shape(2, 2), [0f, 0, 1, 1]), 0);
        parameters.Scales.ShouldAllBe(s => s > 0);
        tensor.AsSpan<sbyte>().ToArray().ShouldBe([(sbyte)0, 0, 127, 127]);
        Int8.WeightsPerTensor(Tensor.Vector(0f, 0f)).Parameters.Scales[0].ShouldBeGreaterThan(0);
        Int8.WeightsPerTensor(Tensor.Create(new Shape(0), Array.Empty<float>())).Parameters.Scales[0].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Weights_never_reach_minus_128()
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 5000).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var (perAxis, _) = Int8.WeightsPerAxis(Tensor.Create(new Shape(500, 10), values), 0);
        perAxis.AsSpan<sbyte>().ToArray().Min().ShouldBe((sbyte)-127);
        Int8.WeightsPerTensor(Tensor.Vector<float>(values)).Tensor.AsSpan<sbyte>().ToArray().Min()
            .ShouldBeGreaterThanOrEqualTo((sbyte)-127);
    }

    [Fact]
    public void Scales_have_the_lower_bounds_that_are_asked_for()
    {
        var weights = Tensor.Create(new Shape(2, 1), [1.27f, 1.27f]);
        var (tensor, parameters) = Int8.WeightsPerAxis(weights, 0, [0.127, 0.001]);
        parameters.Scales[0].ShouldBe(0.127f);
        parameters.Scales[1].ShouldBe(0.01f, 1e-8);
        tensor.AsSpan<sbyte>().ToArray().ShouldBe([(sbyte)10, 127]);
        Int8.WeightsPerTensor(weights, 0.127).Parameters.Scales[0].ShouldBe(0.127f);
    }

    [Fact]
    public void Bias_has_the_product_of_the_scales()
    {
        var perAxis = new QuantizationParameters([0.25f, 0.5f], [0, 0]);
        var (tensor, parameters) = Int8.Bias(Tensor.Vector(1f, -3f), 0.5f, perAxis);
        parameters.Scales.ShouldBe([0.125f, 0.25f]);
        parameters.ZeroPoints.ShouldBe([0L, 0]);
        parameters.Axis.ShouldBe(0);
        tensor.AsSpan<int>().ToArray().ShouldBe([8, -12]);
        var (one, shared) = Int8.Bias(Tensor.Vector(1f, -3f), 0.5f, QuantizationParameters.PerTensor(0.25f, 0));
        shared.Scales.ShouldBe([0.125f]);
        one.AsSpan<int>().ToArray().ShouldBe([8, -24]);
    }

    [Fact]
    public void Bias_rounds_and_saturates_to_int32() =>
        Int8.Bias(Tensor.Vector(1e30f, -1e30f, 1.4f, float.PositiveInfinity), 1,
            QuantizationParameters.PerTensor(1, 0)).Tensor.AsSpan<int>().ToArray()
            .ShouldBe([int.MaxValue, int.MinValue, 1, int.MaxValue]);

    // As AffineQuantization: halves are rounded to even before the zero point is added.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-7)]
    public void Halves_go_to_even_whatever_the_zero_point(long zeroPoint)
    {
        float[] halves = [0.25f, 0.75f, 1.25f, -0.25f, -0.75f];
        var expected = new long[] { 0, 2, 2, 0, -2 }.Select(q => q + zeroPoint);
        Int8.Quantize(halves, QuantizationParameters.PerTensor(0.5f, zeroPoint)).Select(q => (long)q).ShouldBe(expected);
    }
}
