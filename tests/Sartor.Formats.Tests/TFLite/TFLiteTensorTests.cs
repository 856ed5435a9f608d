using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Tensors of a TFLite file: shapes, parameters and data at the limits of what the schema allows.</summary>
public sealed class TFLiteTensorTests
{
    /// <summary>Without a shape the rank is unknown, unless the file says that there is one (schema 3c, has_rank).</summary>
    [Theory]
    [InlineData(new int[0], new int[0], 0, null)]
    [InlineData(new int[0], new int[0], 1, "[]")]
    [InlineData(new int[0], new[] { -1 }, 1, null)]
    [InlineData(new[] { 2, 3 }, new int[0], 0, "[2,3]")]
    [InlineData(new[] { 1, 3 }, new[] { -1, 3 }, 0, "[1,3]")]
    [InlineData(new[] { -1, 3 }, new int[0], 0, "[1,3]")]
    [InlineData(new[] { 0, 3 }, new int[0], 0, "[0,3]")]
    public void Shape_IsThatOfTheFile(int[] stored, int[] signature, byte hasRank, string? expected)
    {
        var fixture = new TFLiteFixture();
        var x = fixture.Tensor("x", [4]);
        var y = fixture.Tensor("y", stored, more: t => t.Scalar(Slots.Tensor.HasRank, hasRank)
            .Vector<int>(Slots.Tensor.ShapeSignature, signature));
        fixture.Operator(TFLiteFixture.Custom, [x], [y], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => (graph.Outputs[0].Type.Shape?.ToString()).ShouldBe(expected));
    }

    [Theory]
    [InlineData(16, 0, null)]
    [InlineData(17, 0, "rank 17 is above the 16")]
    [InlineData(1, 16, null)]
    [InlineData(1, 17, "rank 17 is above the 16")]
    public void Rank_IsLimited(int rank, int signature, string? problem)
    {
        var fixture = new TFLiteFixture();
        int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
        var x = fixture.Tensor("x", Ones(rank), more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, Ones(signature)));
        (fixture.Inputs, fixture.Outputs) = ([x], [x]);
        if (problem is null) fixture.Read(graph => graph.Inputs[0].Type.Shape!.Rank.ShouldBe(rank));
        else fixture.Refusal().ShouldContain(problem);
    }

    /// <summary>schema.fbs, QuantizationParameters: one zero point for all scales, and an axis where there are several.</summary>
    [Theory]
    [InlineData(new[] { 0.5f }, new long[] { 3 }, 0, "0.5 3 @0")]
    [InlineData(new[] { 0.5f }, new long[0], 0, "0.5 0 @0")]
    [InlineData(new[] { 0.5f }, new long[] { 3 }, 7, "0.5 3 @0")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 3 }, 1, "0.5,0.25 3,3 @1")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[0], 1, "0.5,0.25 0,0 @1")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 1, 2 }, 1, "0.5,0.25 1,2 @1")]
    [InlineData(new[] { 0.5f, 0 }, new long[] { 1, 2 }, 1, "0.5,0 1,2 @1")]
    [InlineData(new[] { 0f }, new long[] { 1 }, 0, "")]
    [InlineData(new float[0], new long[] { 1 }, 0, "")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 1, 2, 3 }, 1, "2 quantization scales have 3 zero points")]
    [InlineData(new[] { 0.5f }, new long[] { 1, 2 }, 1, "1 quantization scales have 2 zero points")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 0 }, 0, "2 quantization scales along axis 0 do not fit [3,2]")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 0 }, 2, "2 quantization scales along axis 2 do not fit [3,2]")]
    [InlineData(new[] { 0.5f, 0.25f }, new long[] { 0 }, -1, "2 quantization scales along axis -1 do not fit [3,2]")]
    [InlineData(new[] { 0.5f, -1 }, new long[] { 0 }, 1, "a quantization scale is negative or not finite")]
    public void Parameters_AreReadOrTold(float[] scales, long[] zeroPoints, int axis, string expected)
    {
        var fixture = new TFLiteFixture();
        var x = fixture.Tensor("x", [3, 2], TFLiteFixture.Int8, more: t => t.Table(Slots.Tensor.Quantization, new TableWriter()
            .Vector<float>(Slots.Quantization.Scale, scales).Vector<long>(Slots.Quantization.ZeroPoint, zeroPoints)
            .Scalar(Slots.Quantization.Dimension, axis)));
        (fixture.Inputs, fixture.Outputs) = ([x], [x]);
        if (expected.Contains("scale", StringComparison.Ordinal)) fixture.Refusal().ShouldContain(expected);
        else fixture.Read(graph => (graph.Inputs[0].Quantization is { } q
            ? FormattableString.Invariant($"{string.Join(',', q.Scales)} {string.Join(',', q.ZeroPoints)} @{q.Axis}")
            : "").ShouldBe(expected));
    }

    [Fact]
    public void ParametersOfReals_AreNotRead()
    {
        var fixture = new TFLiteFixture();
        var x = fixture.Tensor(
            "x", [3, 2], more: t => t.Table(Slots.Tensor.Quantization, new TableWriter().Vector<float>(Slots.Quantization.Scale, [-1])));
        (fixture.Inputs, fixture.Outputs) = ([x], [x]);
        fixture.Read(graph => graph.Inputs[0].Quantization.ShouldBeNull());
    }

    [Fact]
    public void OtherQuantizationAndDataElsewhere_AreRefused()
    {
        Refusal(t => t.Table(Slots.Tensor.Quantization, new TableWriter().Scalar<byte>(Slots.Quantization.DetailsType, 1)
            .Vector<float>(Slots.Quantization.Scale, [1]))).ShouldContain("its quantization is custom or blockwise");
        Refusal(t => t.Scalar(Slots.Tensor.ExternalBuffer, 1u)).ShouldContain("its data is in an external file");

        static string Refusal(Action<TableWriter> more)
        {
            var fixture = new TFLiteFixture();
            var x = fixture.Tensor("x", [3], TFLiteFixture.Int8, more: more);
            (fixture.Inputs, fixture.Outputs) = ([x], [x]);
            return fixture.Refusal();
        }
    }

    /// <summary>Data behind the FlatBuffer (schema 3c), to the last byte of the file; an offset of 1 means none.</summary>
    [Theory]
    [InlineData(0, 8, "1,2")]
    [InlineData(8, 8, "3,4")]
    [InlineData(9, 8, null)]
    [InlineData(8, 9, null)]
    public void DataBehindTheFlatBuffer_IsRead(int offset, int size, string? expected)
    {
        // The offset is absolute, so the file is built twice: its length does not depend on the number.
        var length = Build(1 << 20, size).Length;
        byte[] content = [.. Build(length + offset, size), .. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([1, 2, 3, 4])];
        if (expected is null)
        {
            TFLiteFixture.Refusal(content).ShouldContain($"its {size} bytes at {length + offset} reach beyond the {length + 16} bytes");
            return;
        }
        using var file = new TemporaryFile(content, ".tflite");
        using var model = ModelFormats.Open(file.Path);
        string.Join(',', model.Graph.Constants.ShouldHaveSingleItem().Constant!.ToSingles()).ShouldBe(expected);

        static byte[] Build(int offset, int size)
        {
            var fixture = TFLiteFixture.Small();
            var buffer = fixture.Buffer(
                new TableWriter().Scalar(Slots.Buffer.Offset, (ulong)offset).Scalar(Slots.Buffer.Size, (ulong)size));
            var w = fixture.Tensor("w", [2], buffer: buffer);
            fixture.Operator(TFLiteFixture.Custom, [w], [fixture.Tensor("z", [2])], custom: "Any");
            return fixture.Build();
        }
    }

    [Fact]
    public void OffsetOf1_MeansNone()
    {
        var fixture = TFLiteFixture.Small();
        var buffer = fixture.Buffer(new TableWriter().Scalar(Slots.Buffer.Offset, 1ul).Scalar(Slots.Buffer.Size, 8ul)
            .Blob(Slots.Buffer.Data, new byte[] { 0, 0, 0x80, 0x3F }, 16));
        fixture.Operator(
            TFLiteFixture.Custom, [fixture.Tensor("w", [1], buffer: buffer)], [fixture.Tensor("z", [2])], custom: "Any");
        fixture.Read(graph => graph.Constants.ShouldHaveSingleItem().Constant!.ToSingles().ShouldBe([1]));
    }

    /// <summary>Buffer 0 is none, also where the file has no buffers at all; a subgraph without a list of outputs has none.</summary>
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "tensor 0 'x': refers to buffer 1 of 0")]
    public void FileWithoutBuffersAndOutputs_IsRead(uint buffer, string? problem)
    {
        var tensor = new TableWriter().Vector<int>(Slots.Tensor.Shape, [2]).String(Slots.Tensor.Name, "x")
            .Scalar(Slots.Tensor.Buffer, buffer);
        var subgraph = new TableWriter().Tables(Slots.Subgraph.Tensors, [tensor]).Vector<int>(Slots.Subgraph.Inputs, [0]);
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(
            new TableWriter().Scalar(Slots.Model.Version, 3u).Tables(Slots.Model.Subgraphs, [subgraph]), "TFL3", stream);
        if (problem is not null)
        {
            TFLiteFixture.Refusal(stream.ToArray()).ShouldContain(problem);
            return;
        }
        using var file = new TemporaryFile(stream.ToArray(), ".tflite");
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Inputs.ShouldHaveSingleItem().Name.ShouldBe("x");
        model.Graph.Outputs.ShouldBeEmpty();
        model.Taps.ShouldBeNull();
    }

    [Fact]
    public void TensorWithoutAName_IsCalledByItsNumber()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [2]), y = fixture.Tensor("", [2]);
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Outputs[0].Name.ShouldBe("tensor_1"));
    }

    /// <summary>A tensor of no elements needs no buffer.</summary>
    [Fact]
    public void ConstantOfNoElements_IsAConstant()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [2]), none = fixture.Tensor("none", [0, 3]), y = fixture.Tensor("y", [2]);
        fixture.Operator(TFLiteFixture.Custom, [x, none], [y], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Constants.ShouldHaveSingleItem().Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(0, 3))));
    }

    [Fact]
    public void OperatorCodes_AreNamedAndChecked()
    {
        var fixture = TFLiteFixture.Small();
        fixture.OperatorWithCode(1, [0], [fixture.Tensor("z", [1, 2, 2, 1])]);
        fixture.Refusal().ShouldContain("operator 1: refers to operator code 1 of 1");
        fixture = TFLiteFixture.Small();
        fixture.Operator(-2, [0], [fixture.Tensor("z", [1])]);
        fixture.Refusal().ShouldContain("operator code -2 is negative");
        fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Custom, [0], [fixture.Tensor("z", [1])]);
        fixture.Read(graph => graph.Nodes[1].Operator.Name.ShouldBe("custom.unnamed"));
    }

    /// <summary>Options of a custom operator behind the FlatBuffer (schema 3c), and none where the offset is 1.</summary>
    [Theory]
    [InlineData(0, new byte[] { 1, 2 })]
    [InlineData(-1, new byte[] { 9 })]
    public void CustomOptions_AreReadFromWhereTheyLie(int offset, byte[] expected)
    {
        var length = Build(1 << 20).Length;
        using var file = new TemporaryFile([.. Build(offset < 0 ? 1 : length + offset), 1, 2], ".tflite");
        using var model = ModelFormats.Open(file.Path);
        var op = model.Graph.Nodes[1].Operator.ShouldBeOfType<OpaqueOperator>();
        ((ReadOnlyMemory<byte>)op.Raw.Attributes["custom_options"]).ToArray().ShouldBe(expected);

        static byte[] Build(int offset)
        {
            var fixture = TFLiteFixture.Small();
            fixture.Operator(
                TFLiteFixture.Custom, [0], [fixture.Tensor("z", [1])],
                t => t.Scalar(Slots.Operator.LargeCustomOptionsOffset, (ulong)offset).Scalar(Slots.Operator.LargeCustomOptionsSize, 2ul)
                    .Vector<byte>(Slots.Operator.CustomOptions, [9]), "Any");
            return fixture.Build();
        }
    }

    /// <summary>The second union of options (StableHLO) is told by the number of its table.</summary>
    [Fact]
    public void SecondUnionOfOptions_IsToldByItsNumber()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(
            TFLiteFixture.Custom, [0], [fixture.Tensor("z", [1])], t => t.Scalar<byte>(Slots.Operator.Options2Type, 7), "Any");
        fixture.Read(graph => graph.Nodes[1].Operator.ShouldBeOfType<OpaqueOperator>().Raw.Int("builtin_options_2_type").ShouldBe(7));
    }
}
