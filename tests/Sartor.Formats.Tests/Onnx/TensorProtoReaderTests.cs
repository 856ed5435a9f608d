using System.Runtime.InteropServices;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Onnx;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

public sealed class TensorProtoReaderTests
{
    [Fact]
    public void Raw_IsTakenAsItIs() => Read(Tensor("t", [2, 2], 1f, 2f, 3f, 4f)).ToSingles().ShouldBe([1, 2, 3, 4]);

    [Fact]
    public void Floats_PackedAndNot()
    {
        Read(TensorHead("t", ElementType.Float32, [2]).Blob(4, MemoryMarshal.AsBytes<float>([1.5f, -2]))).ToSingles().ShouldBe([1.5f, -2]);
        Read(TensorHead("t", ElementType.Float32, [2]).Float(4, 1.5f).Float(4, -2)).ToSingles().ShouldBe([1.5f, -2]);
    }

    [Fact]
    public void Doubles_PackedAndNot()
    {
        Read(TensorHead("t", ElementType.Float64, [1]).Blob(10, MemoryMarshal.AsBytes<double>([0.1]))).ToDoubles().ShouldBe([0.1]);
        Read(TensorHead("t", ElementType.Float64, [2]).Double(10, 0.1).Double(10, 3)).ToDoubles().ShouldBe([0.1, 3]);
    }

    [Fact]
    public void Int64s_PackedAndNot()
    {
        Read(TensorHead("t", ElementType.Int64, [3]).Packed(7, -1, 0, long.MaxValue)).ToInt64s().ShouldBe([-1, 0, long.MaxValue]);
        Read(TensorHead("t", ElementType.Int64, [2]).Varint(7, -5).Varint(7, 7)).ToInt64s().ShouldBe([-5, 7]);
        Read(TensorHead("t", ElementType.Int64, [3]).Varint(7, -5).Packed(7, 1, 2)).ToInt64s().ShouldBe([-5, 1, 2]);
    }

    [Theory]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int8)]
    public void SmallIntegers_LieInInt32Data(ElementType element) =>
        Read(TensorHead("t", element, [3]).Packed(5, -100, 0, 100)).ToInt64s().ShouldBe([-100, 0, 100]);

    [Fact]
    public void Read_UnsignedIntegers()
    {
        Read(TensorHead("t", ElementType.UInt8, [2]).Packed(5, 255, 1)).ToInt64s().ShouldBe([255, 1]);
        Read(TensorHead("t", ElementType.UInt16, [1]).Packed(5, 65535)).ToInt64s().ShouldBe([65535]);
        Read(TensorHead("t", ElementType.UInt32, [1]).Packed(11, uint.MaxValue)).ToInt64s().ShouldBe([uint.MaxValue]);
        Read(TensorHead("t", ElementType.UInt64, [1]).Packed(11, 1L << 40)).ToInt64s().ShouldBe([1L << 40]);
        Read(TensorHead("t", ElementType.Bool, [3]).Packed(5, 1, 0, 1)).ToInt64s().ShouldBe([1, 0, 1]);
    }

    [Fact]
    public void HalfFloats_AreBitPatternsInInt32Data()
    {
        Read(
            TensorHead("t", ElementType.Float16, [2]).Packed(
                5, BitConverter.HalfToUInt16Bits((Half)1.5f), BitConverter.HalfToUInt16Bits((Half)(-2)))).ToSingles().ShouldBe([1.5f, -2]);
        // bfloat16 is the upper half of a float32: 1.0 is 0x3F80.
        Read(TensorHead("t", ElementType.BFloat16, [2]).Packed(5, 0x3F80, 0xC000)).ToSingles().ShouldBe([1, -2]);
    }

    [Fact]
    public void HalfFloats_Raw()
    {
        Read(TensorHead("t", ElementType.BFloat16, [2]).Blob(9, [0x80, 0x3F, 0x00, 0xC0])).ToSingles().ShouldBe([1, -2]);
        Read(Tensor("t", [1], (Half)0.5f)).ToSingles().ShouldBe([0.5f]);
    }

    [Fact]
    public void FourBits_LowNibbleFirst()
    {
        Read(TensorHead("t", ElementType.Int4, [3]).Blob(9, [0xF1, 0x07])).ToInt64s().ShouldBe([1, -1, 7]);
        Read(TensorHead("t", ElementType.UInt4, [3]).Packed(5, 0xF1, 0x07)).ToInt64s().ShouldBe([1, 15, 7]);
    }

    [Fact]
    public void Read_ScalarAndEmpty()
    {
        Read(Tensor("t", [], 42L)).Shape.ShouldBe(Shape.Scalar);
        Read(TensorHead("t", ElementType.Float32, [0, 3])).Shape.ShouldBe(new Shape(0, 3));
    }

    [Fact]
    public void TooFewOrTooManyBytes_AreRefused()
    {
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [2]).Blob(9, [1, 2, 3]), "takes 8 bytes, the file has 3");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [2]), "needs 2 numbers");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [2]).Packed(7, 1, 2), "needs 2 numbers");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [2]).Blob(4, [1, 2, 3]), "inside a number");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Int64, [2]).Blob(7, [0x80, 0x80]), "needs 2 numbers");
    }

    [Fact]
    public void HugeExtents_AreRefusedWithoutAllocating()
    {
        Refuse<UnsupportedModelException>(TensorHead("t", ElementType.Float32, [1L << 40]), "up to 2 GiB");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [1L << 40, 1L << 40]), "are invalid");
        Refuse<ModelFormatException>(TensorHead("t", ElementType.Float32, [-1, 2]), "are invalid");
    }

    [Fact]
    public void UnknownElementType_IsNamed()
    {
        Refuse<UnsupportedModelException>(new ProtoWriter().Varint(1, 1).Varint(2, 77).Text(8, "t"), "number 77");
        Refuse<UnsupportedModelException>(new ProtoWriter().Varint(1, 1).Varint(2, 8).Text(8, "t"), "string");
    }

    private static Tensor Read(ProtoWriter proto)
    {
        using var file = new TemporaryFile(proto.Bytes);
        using var mapped = SlicedFile.Open(file.Path);
        var (name, tensor) = TensorProtoReader.Read(mapped);
        name.ShouldBe("t");
        return new Tensor(tensor.Element, tensor.Shape, tensor.Data.ToArray());
    }

    private static void Refuse<TException>(ProtoWriter proto, string message) where TException : Exception =>
        Should.Throw<TException>(() => Read(proto)).Message.ShouldContain(message);
}
