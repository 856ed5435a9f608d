using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>AttributeProto (onnx.proto): each kind of value, with its type stated and left out.</summary>
public sealed class OnnxAttributeReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EachKindOfValue_IsRead(bool isTyped)
    {
        ProtoWriter Of(string name, long type)
        {
            var attribute = new ProtoWriter().Text(1, name);
            return isTyped ? attribute.Varint(20, type) : attribute;
        }
        var raw = Read(
            Of("float", 1).Float(2, 1.5f), Of("int", 2).Varint(3, -7), Of("text", 3).Text(4, "größer"),
            Of("tensor", 4).Message(5, Tensor("t", [2], 3f, 4f)), Of("graph", 5).Blob(6, [10, 1, 65]),
            Of("floats", 6).Float(7, 1).Blob(7, [.. BitConverter.GetBytes(2f)]), Of("ints", 7).Packed(8, 1, -2).Varint(8, 3),
            Of("texts", 8).Text(9, "a").Text(9, "").Text(9, "b"), Of("sparse", 11).Blob(22, [1, 2, 3]));

        raw.Float("float").ShouldBe(1.5f);
        raw.Int("int").ShouldBe(-7);
        raw.String("text").ShouldBe("größer");
        raw.Tensor("tensor").ToSingles().ShouldBe([3, 4]);
        raw.Floats("floats").ShouldBe([1f, 2]);
        raw.Ints("ints").ShouldBe([1L, -2, 3]);
        raw.Attributes["texts"].ShouldBe(new[] { "a", "", "b" }.ToEquatableArray());
        Bytes(raw, "graph").ShouldBe([10, 1, 65]);
        Bytes(raw, "sparse").ShouldBe([1, 2, 3]);
    }

    /// <summary>An attribute of a type that the IR has no value for, or of none, stays what the file has.</summary>
    [Fact]
    public void OtherValues_StayBytes()
    {
        var words = new ProtoWriter().Varint(1, 1).Varint(2, 8).Blob(6, "text"u8).Text(8, "words");
        var tensors = new ProtoWriter().Text(1, "tensors").Varint(20, 9).Message(10, Tensor("t", [1], 1f));
        var empty = new ProtoWriter().Text(1, "empty");
        var lost = new ProtoWriter().Text(1, "lost").Varint(20, 4);
        var raw = Read(new ProtoWriter().Text(1, "words").Varint(20, 4).Message(5, words), tensors, empty, lost);
        Bytes(raw, "words").ShouldBe(words.Bytes);
        Bytes(raw, "tensors").ShouldBe(tensors.Bytes);
        Bytes(raw, "empty").ShouldBe(empty.Bytes);
        Bytes(raw, "lost").ShouldBe(lost.Bytes);
    }

    /// <summary>The stated type decides where several values are there, and the last value where none is stated.</summary>
    [Fact]
    public void StatedType_Decides()
    {
        var raw = Read(
            new ProtoWriter().Text(1, "a").Varint(20, 2).Float(2, 1.5f).Varint(3, 5).Text(4, "x"),
            new ProtoWriter().Text(1, "b").Varint(3, 5).Float(2, 1.5f), new ProtoWriter().Text(1, "b").Varint(20, 1).Float(2, 2.5f));
        raw.Int("a").ShouldBe(5);
        raw.Float("b").ShouldBe(2.5f);
        Read(new ProtoWriter().Text(1, "b").Varint(3, 5).Float(2, 1.5f)).Float("b").ShouldBe(1.5f);
    }

    [Fact]
    public void ManyTexts_ArePaidFor()
    {
        var attribute = new ProtoWriter().Text(1, "a").Varint(20, 8);
        for (var i = 0; i < 700_000; i++) attribute.Blob(9, []);
        using var file = new TemporaryFile(
            new OnnxBuilder().Input("x", ElementType.Float32, 1).Node("Frobnicate", ["x"], ["y"], attribute).Output("y").Build(), ".onnx");
        Should.Throw<ModelFormatException>(() => ModelFormats.Open(file.Path).Dispose()).Message
            .ShouldContain("describes far more than its");
    }

    private static byte[] Bytes(RawNode raw, string name) => raw.Attributes[name].ShouldBeOfType<ReadOnlyMemory<byte>>().ToArray();

    // What lies in the file is copied, since the file is closed.
    private static RawNode Read(params ProtoWriter[] attributes)
    {
        using var file = new TemporaryFile(
            new OnnxBuilder().Input("x", ElementType.Float32, 1).Node("Frobnicate", ["x"], ["y"], attributes).Output("y").Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        var raw = model.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Raw;
        return raw with
        {
            Attributes = raw.Attributes.ToDictionary(a => a.Key, a => a.Value switch
            {
                ReadOnlyMemory<byte> bytes => (ReadOnlyMemory<byte>)bytes.ToArray(),
                Tensor tensor => new Tensor(tensor.Element, tensor.Shape, tensor.Data.ToArray()),
                var value => value,
            }),
        };
    }
}
