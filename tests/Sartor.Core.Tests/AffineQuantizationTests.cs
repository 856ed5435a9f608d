namespace Sartor.Core.Tests;

public sealed class AffineQuantizationTests
{
    [Fact]
    public void Reals_become_steps_from_the_zero_point()
    {
        var steps = AffineQuantization.Quantize(Tensor.Vector(-64f, 0, 63.5f, 0.25f, 0.75f, 1), ElementType.UInt8,
            QuantizationParameters.PerTensor(0.5f, 128));
        // 0.25 / 0.5 and 0.75 / 0.5 are halves: to even.
        steps.AsSpan<byte>().ToArray().ShouldBe([(byte)0, 128, 255, 128, 130, 130]);
        steps.Shape.ShouldBe(new Shape(6));
    }

    // Halves are rounded before the zero point is added: with an odd one the other order rounds them the other way.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-7)]
    public void Halves_go_to_even_whatever_the_zero_point(long zeroPoint)
    {
        float[] halves = [0.25f, 0.75f, 1.25f, -0.25f, -0.75f];
        var expected = new long[] { 0, 2, 2, 0, -2 }.Select(q => q + zeroPoint);
        var parameters = QuantizationParameters.PerTensor(0.5f, zeroPoint);
        AffineQuantization.Quantize(Tensor.Vector<float>(halves), ElementType.Int8, parameters).ToInt64s().ShouldBe(expected);
    }

    [Theory]
    [InlineData(ElementType.Int8, 10, -128, 127)]
    [InlineData(ElementType.Int8, -10, -128, 127)]
    [InlineData(ElementType.UInt8, 128, 0, 255)]
    [InlineData(ElementType.Int16, 0, -32768, 32767)]
    public void What_no_integer_holds_saturates(ElementType element, long zeroPoint, long lowest, long highest)
    {
        var reals = Tensor.Vector(float.NegativeInfinity, -1e38f, -1e9f, 1e9f, 1e38f, float.PositiveInfinity);
        AffineQuantization.Quantize(reals, element, QuantizationParameters.PerTensor(1e-3f, zeroPoint)).ToInt64s()
            .ShouldBe([lowest, lowest, lowest, highest, highest, highest]);
    }

    [Fact]
    public void What_is_no_number_becomes_zero() =>
        AffineQuantization.Quantize(Tensor.Vector(float.NaN), ElementType.UInt8, QuantizationParameters.PerTensor(1, 128)).ToInt64s()
            .ShouldBe([128L]);

    // Scales ½ and 1, zero points 0 and 1, of the integers 1 … 8.
    [Theory]
    [InlineData(0, new[] { 0.5f, 1, 1.5f, 2, 4, 5, 6, 7 })]
    [InlineData(1, new[] { 0.5f, 1, 2, 3, 2.5f, 3, 6, 7 })]
    [InlineData(2, new[] { 0.5f, 1, 1.5f, 3, 2.5f, 5, 3.5f, 7 })]
    public void Integers_become_reals_by_the_scale_of_their_channel(int axis, float[] expected) =>
        AffineQuantization.Dequantize(Tensor.Create<sbyte>(new Shape(2, 2, 2), [1, 2, 3, 4, 5, 6, 7, 8]), new([0.5f, 1], [0, 1], axis))
            .ShouldBe(expected);

    [Fact]
    public void Integers_of_any_width_become_reals() =>
        AffineQuantization.Dequantize(Tensor.Vector<int>(int.MinValue, 0, 1000), QuantizationParameters.PerTensor(0.5f, 0))
            .ShouldBe([-1073741824f, 0, 500]);

    [Fact]
    public void Round_trip_errs_by_half_a_step_at_most()
    {
        var random = new Random(6);
        var reals = Tensor.Vector<float>([.. Enumerable.Range(0, 1000).Select(_ => (float)(random.NextDouble() * 4) - 1)]);
        // 4/255 a step, −1 at −128.
        var parameters = QuantizationParameters.PerTensor(4f / 255, -64);
        var back = AffineQuantization.Dequantize(AffineQuantization.Quantize(reals, ElementType.Int8, parameters), parameters);
        back.Zip(reals.ToSingles(), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan((parameters.Scales[0] / 2) + 1e-5f);
    }
}
