using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.Tests.Onnx.Wire;

/// <summary>Protocol Buffers' encoding (https://protobuf.dev/programming-guides/encoding), at its limits and one beyond.</summary>
public sealed class ProtoReaderTests
{
    private delegate void Use(ref ProtoReader reader);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Varint_IsReadOverAll64Bits(long value)
    {
        Read(new ProtoWriter().Varint(3, value).Varint(2, 7).Bytes, (ref ProtoReader reader) =>
        {
            reader.Next().ShouldBeTrue();
            reader.Field.ShouldBe(3);
            reader.Int64().ShouldBe(value);
            reader.Next().ShouldBeTrue();
            reader.Int64().ShouldBe(7);
            reader.Next().ShouldBeFalse();
        });
    }

    [Fact]
    public void EachKindOfField_IsPassedOver()
    {
        var content = new ProtoWriter().Varint(1, 300).Float(2, 1).Double(3, 2).Blob(4, [1, 2, 3]).Varint(5, 9).Bytes;
        Read(content, (ref ProtoReader reader) =>
        {
            var fields = new List<int>();
            while (reader.Next())
            {
                fields.Add(reader.Field);
                if (reader.Field < 5) reader.Skip();
                else reader.Int64().ShouldBe(9);
            }
            fields.ShouldBe([1, 2, 3, 4, 5]);
            reader.Position.ShouldBe(content.Length);
            reader.Left.ShouldBe(0);
        });
    }

    /// <summary>Numbers of a list stand packed, one by one, or both.</summary>
    [Fact]
    public void Lists_ArePackedOrNot()
    {
        var content = new ProtoWriter().Packed(1, 1, -2, 300).Varint(1, 4).Float(2, 1.5f)
            .Blob(2, [.. BitConverter.GetBytes(2.5f), .. BitConverter.GetBytes(-3f)]).Bytes;
        Read(content, (ref ProtoReader reader) =>
        {
            var (integers, floats, budget) = (new List<long>(), new List<float>(), new AllocationBudget("x", content.Length));
            while (reader.Next())
            {
                if (reader.Field == 1) reader.Int64s(integers, budget);
                else reader.Singles(floats, budget);
            }
            integers.ShouldBe([1, -2, 300, 4]);
            floats.ShouldBe([1.5f, 2.5f, -3]);
        });
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void Nesting_HasALimit(int depth, bool isRefused)
    {
        var message = new ProtoWriter().Varint(1, 5);
        for (var i = 0; i < depth; i++) message = new ProtoWriter().Message(2, message);
        void Descend() => Read(message.Bytes, (ref ProtoReader reader) =>
        {
            reader.Next().ShouldBeTrue();
            var inner = reader.Message();
            for (var i = 1; i < depth; i++)
            {
                inner.Next().ShouldBeTrue();
                inner = inner.Message();
            }
            inner.Next().ShouldBeTrue();
            inner.Int64().ShouldBe(5);
        });
        if (isRefused) Should.Throw<ModelFormatException>(Descend).Message.ShouldContain("nested more than 64 deep");
        else Descend();
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x01 }, "field number 0")]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x10, 0x01 }, "out of range")]
    [InlineData(new byte[] { 0x0B }, "has wire type 3")]
    [InlineData(new byte[] { 0x0C }, "has wire type 4")]
    [InlineData(new byte[] { 0x0E }, "has wire type 6")]
    [InlineData(new byte[] { 0x0F }, "has wire type 7")]
    [InlineData(new byte[] { 0x08 }, "ends inside a varint")]
    [InlineData(new byte[] { 0x08, 0x80 }, "ends inside a varint")]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, "does not fit 64 bits")]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0x01 }, "longer than 10 bytes")]
    [InlineData(new byte[] { 0x0A, 0x02, 0x01 }, "is 2 bytes long, of which 1 are left")]
    [InlineData(new byte[] { 0x0D, 1, 2, 3 }, "field 1 is truncated")]
    [InlineData(new byte[] { 0x09, 1, 2, 3, 4, 5, 6, 7 }, "field 1 is truncated")]
    public void DamagedField_IsNamed(byte[] content, string problem)
    {
        void Skip() => Read(content, (ref ProtoReader reader) =>
        {
            while (reader.Next()) reader.Skip();
        });
        Should.Throw<ModelFormatException>(Skip).Message.ShouldContain(problem);
    }

    /// <summary>All bits of the tenth byte but the lowest are beyond 64; a full last byte of a fixed number is none too many.</summary>
    [Theory]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x0D, 1, 2, 3, 4 })]
    [InlineData(new byte[] { 0x09, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(new byte[] { 0x0A, 0x01, 0x01 })]
    [InlineData(new byte[] { 0xFA, 0xFF, 0xFF, 0xFF, 0x0F, 0x00 })]
    public void FieldThatJustFits_IsRead(byte[] content) => Read(content, (ref ProtoReader reader) =>
    {
        reader.Next().ShouldBeTrue();
        reader.Skip();
        reader.Next().ShouldBeFalse();
    });

    [Fact]
    public void OtherWireType_IsNamed()
    {
        var content = new ProtoWriter().Varint(1, 5).Bytes;
        Should.Throw<ModelFormatException>(() => Read(content, (ref ProtoReader reader) =>
        {
            reader.Next();
            reader.Single();
        })).Message.ShouldContain("field 1 has wire type 0, expected 5");
        Should.Throw<ModelFormatException>(() => Read(content, (ref ProtoReader reader) =>
        {
            reader.Next();
            reader.Bytes();
        })).Message.ShouldContain("field 1 has wire type 0, expected 2");
    }

    private static void Read(byte[] content, Use use)
    {
        using var file = new TemporaryFile(content);
        using var sliced = SlicedFile.Open(file.Path);
        var reader = new ProtoReader(sliced);
        use(ref reader);
    }
}
