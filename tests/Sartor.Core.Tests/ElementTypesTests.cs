namespace Sartor.Core.Tests;

public sealed class ElementTypesTests
{
    [Theory]
    [InlineData(ElementType.Int4, 0, 0)]
    [InlineData(ElementType.Int4, 1, 1)]
    [InlineData(ElementType.Int4, 3, 2)]
    [InlineData(ElementType.UInt8, 3, 3)]
    [InlineData(ElementType.Float32, 3, 12)]
    [InlineData(ElementType.Complex128, 3, 48)]
    [InlineData(ElementType.String, 3, 0)]
    public void Bytes_ArePackedAndRoundedUp(ElementType element, long count, long bytes) => element.ByteCount(count).ShouldBe(bytes);

    // The number of bits has to fit 63 bits, with the 7 that round up to bytes.
    [Theory]
    [InlineData(ElementType.Int4, (1L << 61) - 2)]
    [InlineData(ElementType.UInt8, (1L << 60) - 1)]
    [InlineData(ElementType.Complex128, (1L << 56) - 1)]
    public void Bytes_OfTheMostElements_ArePositive(ElementType element, long count) =>
        element.ByteCount(count).ShouldBe(count / 8 * element.Bits() + ((count % 8 * element.Bits()) + 7) / 8);

    [Theory]
    [InlineData(ElementType.Int4, (1L << 61) - 1)]
    [InlineData(ElementType.UInt4, 1L << 61)]
    [InlineData(ElementType.UInt8, 1L << 60)]
    [InlineData(ElementType.Float32, 1L << 58)]
    [InlineData(ElementType.Complex128, long.MaxValue)]
    public void Bytes_OfMoreElements_Overflow(ElementType element, long count) =>
        Should.Throw<OverflowException>(() => element.ByteCount(count));
}
