namespace Sartor.Core.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Wrong_number_of_bytes_is_refused() =>
        Should.Throw<ArgumentException>(() => new Tensor(ElementType.Float32, new Shape(2), new byte[7]));

    [Fact]
    public void Another_element_type_is_not_reinterpreted() =>
        Should.Throw<InvalidOperationException>(() => { _ = Tensor.Vector(1f, 2f).AsSpan<int>().Length; });

    // 0x3F80 is the upper half of 1.0f, 0xC040 of −3.0f.
    [Fact]
    public void BFloat16_is_the_upper_half_of_float32() =>
        new Tensor(ElementType.BFloat16, new Shape(2), new byte[] { 0x80, 0x3F, 0x40, 0xC0 }).ToSingles().ShouldBe([1f, -3f]);

    // Low nibble first: 0x8F is 15 → −1 and 8 → −8.
    [Fact]
    public void Int4_has_two_elements_a_byte()
    {
        new Tensor(ElementType.Int4, new Shape(3), new byte[] { 0x8F, 0x07 }).ToInt64s().ShouldBe([-1, -8, 7]);
        new Tensor(ElementType.UInt4, new Shape(3), new byte[] { 0x8F, 0x07 }).ToInt64s().ShouldBe([15, 8, 7]);
    }

    [Fact]
    public void Conversion_to_integers_truncates_and_saturates() =>
        Tensor.Vector(1.9f, -1.9f, 300f, float.NaN).ConvertTo(ElementType.Int8).AsSpan<sbyte>().ToArray()
            .ShouldBe(new sbyte[] { 1, -1, 127, 0 });

    [Fact]
    public void Conversion_to_float16_rounds_to_nearest_even()
    {
        // 2049 lies between 2048 and 2050, both float16: the even significand is 2048. 65520 is the first that rounds to infinity.
        var half = Tensor.Vector(2049f, 65519f, 65520f).ConvertTo(ElementType.Float16);
        half.ToSingles().ShouldBe([2048f, 65504f, float.PositiveInfinity]);
    }

    // 2⁶³ and 2⁶⁴ − 1, which float32 and float64 round to 2⁶⁴.
    [Fact]
    public void Upper_half_of_uint64_stays_positive()
    {
        var upper = Tensor.Vector(1UL << 63, ulong.MaxValue);
        upper.ToSingles().ShouldBe([9223372036854775808f, 18446744073709551616f]);
        upper.ToDoubles().ShouldBe([9223372036854775808d, 18446744073709551616d]);
        upper.ConvertTo(ElementType.Float16).ToSingles().ShouldBe([float.PositiveInfinity, float.PositiveInfinity]);
    }

    [Theory]
    [InlineData(ElementType.Int64, long.MaxValue)]
    [InlineData(ElementType.Int32, int.MaxValue)]
    [InlineData(ElementType.Int8, 127)]
    [InlineData(ElementType.UInt8, 255)]
    public void Upper_half_of_uint64_saturates_in_a_smaller_type(ElementType element, long most) =>
        Tensor.Vector<ulong>(1UL << 63, ulong.MaxValue, 5).ConvertTo(element).ToInt64s().ShouldBe([most, most, 5]);

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void Floats_reach_all_of_uint64(ElementType from) =>
        Tensor.Vector(9223372036854775808f, -1, 1e30f, float.NaN).ConvertTo(from).ConvertTo(ElementType.UInt64).AsSpan<ulong>().ToArray()
            .ShouldBe([1UL << 63, 0, ulong.MaxValue, 0]);

    [Fact]
    public void Large_integers_survive_a_change_of_type() =>
        Tensor.Vector(long.MaxValue, (1L << 53) + 1).ConvertTo(ElementType.UInt64).ToInt64s().ShouldBe([long.MaxValue, (1L << 53) + 1]);
}
