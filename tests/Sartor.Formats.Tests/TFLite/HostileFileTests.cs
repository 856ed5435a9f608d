using System.Buffers.Binary;
using Sartor.Contracts;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Damaged and hostile files end in one sentence.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileFileTests
{
    [Fact]
    public void Truncated_AtEveryLength_IsRefusedOrReadable()
    {
        var whole = TFLiteFixture.Small().Build();
        for (var length = 8; length < whole.Length - 4; length += 3) TFLiteFixture.Refusal(whole[..length]);
        foreach (var length in new[] { 1, 4, 7 }) TFLiteFixture.Refusal(whole[..length]).ShouldContain("unsupported format");
    }

    [Fact]
    public void WrongIdentifier_IsNoTFLite()
    {
        var content = TFLiteFixture.Small().Build();
        "TFL2"u8.CopyTo(content.AsSpan(4));
        TFLiteFixture.Refusal(content).ShouldContain("unsupported format");
    }

    [Fact]
    public void OtherSchemaVersion_IsNamed()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Version = 2;
        fixture.Refusal().ShouldContain("version 2 of the TFLite schema");
    }

    [Theory, InlineData(0x7FFFFFF0u), InlineData(0x00FFFFFFu)]
    public void RootOffset_BeyondTheFile_IsRefused(uint offset)
    {
        var content = TFLiteFixture.Small().Build();
        BinaryPrimitives.WriteUInt32LittleEndian(content, offset);
        TFLiteFixture.Refusal(content).ShouldContain($"offset {offset}");
    }

    [Theory, InlineData(int.MinValue), InlineData(int.MaxValue), InlineData(0), InlineData(-0x10000)]
    public void VtableOffset_OutOfRange_IsRefused(int offset)
    {
        var content = TFLiteFixture.Small().Build();
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan((int)BinaryPrimitives.ReadUInt32LittleEndian(content)), offset);
        TFLiteFixture.Refusal(content).ShouldContain("damaged");
    }

    [Fact]
    public void Vtable_LongerThanTheFile_IsRefused()
    {
        var content = TFLiteFixture.Small().Build();
        var root = (int)BinaryPrimitives.ReadUInt32LittleEndian(content);
        var vtable = root - BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(root));
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(vtable), 0xFFFE);
        TFLiteFixture.Refusal(content).ShouldContain("65534 bytes reach beyond");
    }

    [Fact]
    public void VectorLength_Huge_IsRefused()
    {
        var content = TFLiteFixture.Small().Build();
        var at = content.AsSpan().IndexOf(new byte[] { 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0 });
        foreach (var length in new[] { uint.MaxValue, 0x7FFFFFFFu, 0x40000000u, 1000u })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at), length);
            TFLiteFixture.Refusal(content).ShouldContain("reach beyond");
        }
    }

    [Theory, InlineData(7, "tensor 7 of 2"), InlineData(-1, "tensor -1 of 2"), InlineData(int.MinValue, "tensor")]
    public void TensorIndex_OutOfRange_IsRefused(int index, string expected)
    {
        var fixture = TFLiteFixture.Small();
        fixture.Outputs = [index];
        fixture.Refusal().ShouldContain(expected);
        fixture = TFLiteFixture.Small();
        fixture.Inputs = [index];
        fixture.Refusal().ShouldContain(expected);
        fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [0], [index]);
        fixture.Refusal().ShouldContain(expected);
    }

    [Fact]
    public void BufferIndex_OutOfRange_IsRefused()
    {
        var fixture = TFLiteFixture.Small();
        var w = fixture.Tensor("w", [1], buffer: 55);
        fixture.Operator(TFLiteFixture.Relu, [w], [fixture.Tensor("z", [1])]);
        fixture.Refusal().ShouldContain("buffer 55 of 1");
    }

    [Fact]
    public void OperatorCode_OutOfRange_IsRefused()
    {
        var fixture = TFLiteFixture.Small();
        fixture.OperatorWithCode(9, [0], [fixture.Tensor("z", [1, 2, 2, 1])]);
        fixture.Refusal().ShouldContain("operator code 9 of 1");
    }

    [Fact]
    public void TensorComputedTwice_OrByNothing_IsRefused()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [0], [1]);
        fixture.Refusal().ShouldContain("'y' is computed a second time");
        fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [fixture.Tensor("late", [1])], [fixture.Tensor("z", [1])]);
        fixture.Refusal().ShouldContain("'late' is used before anything computes it");
    }

    [Fact]
    public void ShapeThatContradictsItsOperator_NamesTheTensor()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [0], [fixture.Tensor("z", [9, 9])]);
        fixture.Refusal().ShouldContain("tensor 'z': the file states the shape [9,9]");
    }

    [Theory, InlineData(new[] { -5 }), InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue })]
    public void Shape_NegativeOrTooLarge_IsRefused(int[] shape)
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [0], [fixture.Tensor("z", shape)]);
        fixture.Refusal().ShouldContain("'z'");
    }

    [Fact]
    public void ConstantOfWrongSize_NamesBoth()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Relu, [fixture.Constant("w", [3], TFLiteFixture.Float32, new float[2])], [fixture.Tensor("z", [3])]);
        fixture.Refusal().ShouldContain("float32[3] needs 12 bytes, its buffer has 8");
    }

    [Theory, InlineData(ulong.MaxValue - 3, 8), InlineData(2, ulong.MaxValue), InlineData(64, 1 << 20)]
    public void BufferBehindTheFlatBuffer_BeyondTheFile_IsRefused(ulong offset, ulong size)
    {
        var fixture = TFLiteFixture.Small();
        var buffer = fixture.Buffer(new TableWriter().Scalar(Slots.Buffer.Offset, offset).Scalar(Slots.Buffer.Size, size));
        fixture.Operator(TFLiteFixture.Relu, [fixture.Tensor("w", [2], buffer: buffer)], [fixture.Tensor("z", [2])]);
        fixture.Refusal().ShouldContain("reach beyond");
    }

    [Theory, InlineData(float.NaN), InlineData(-1f), InlineData(float.PositiveInfinity)]
    public void QuantizationScale_NotUsable_IsRefused(float scale)
    {
        var fixture = TFLiteFixture.Small();
        var quantization = new TableWriter().Vector<float>(Slots.Quantization.Scale, [scale]);
        fixture.Operator(
            TFLiteFixture.Dequantize,
            [fixture.Constant("w", [1], TFLiteFixture.Int8, new sbyte[1], t => t.Table(Slots.Tensor.Quantization, quantization))],
            [fixture.Tensor("z", [1])]);
        fixture.Refusal().ShouldContain("scale");
    }

    [Theory, InlineData(30_000, "again and again"), InlineData(200_000, "again and again"), InlineData(600_000, "more than the 524288")]
    public void OperatorsThatShareOneTable_AreLimited(int count, string expected)
    {
        // Each operator is 4 bytes in the file and a node in memory: the vector is followed by the table that all its offsets point to.
        var small = TFLiteFixture.Small().Build();
        var subgraph = new FlatBuffer(small, "small").Root().Tables(Slots.Model.Subgraphs).Table(0);
        var field = (int)subgraph.Field(Slots.Subgraph.Operators);
        var vector = (small.Length + 3) & ~3;
        var content = new byte[vector + 4 + (4 * count) + 8];
        small.CopyTo(content, 0);
        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(at), value);
        Write(field, vector - field);
        Write(vector, count);
        var table = content.Length - 4;
        for (var i = 0; i < count; i++) Write(vector + 4 + (4 * i), table - (vector + 4 + (4 * i)));
        Write(table - 4, 0x00040004);
        Write(table, 4);

        var before = GC.GetAllocatedBytesForCurrentThread();
        TFLiteFixture.Refusal(content).ShouldContain(expected);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((8L * content.Length) + (64 << 20));
        using var file = new TemporaryFile(content, ".tflite");
        Should.Throw<Core.SartorException>(() => ModelFormats.Check(file.Path)).Message.ShouldContain(expected);
    }

    [Fact]
    public void ManyOperatorsWithoutInputs_StayWithinTheAllocationLimit()
    {
        var fixture = TFLiteFixture.Small();
        for (var i = 0; i < 30_000; i++) fixture.OperatorWithCode(0, [], [fixture.Tensor("", [])]);
        var content = fixture.Build();
        using var file = new TemporaryFile(content, ".tflite");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = ModelFormats.Open(file.Path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((8L * content.Length) + (64 << 20));
        model.Graph.Nodes.Count.ShouldBe(30_001);
    }

    [Fact]
    public void Mutants_ArePlacedOrRefused() => new MutationFuzzer(23, MutationFuzzer.Count).Run(Corpus(), path =>
    {
        foreach (var report in ModelFormats.PlaceOnAll(path))
        {
            if (report.Taken + report.Fallbacks.Count != report.Operators) throw new InvalidOperationException("operators are lost");
        }
    }).ShouldBeEmpty();

    [Fact]
    public void Mutants_NeverDoMoreThanRefuse()
    {
        var failures = new MutationFuzzer(20, MutationFuzzer.Count).Run(Corpus(), path =>
        {
            using var model = ModelFormats.Open(path);
            foreach (var node in model.Graph.Nodes)
            {
                if (node.Inputs.All(v => v is null or { Type.Shape: not null }) && node.Outputs.All(v => v.Type.Shape is not null))
                    _ = node.Operator.Macs(node.InputTypes, node.OutputTypes);
            }
        });
        failures.ShouldBeEmpty();
    }

    private static List<(string Name, byte[] Content)> Corpus()
    {
        var corpus = new List<(string, byte[])>
        {
            ("small", TFLiteFixture.Small().Build()), ("dense", File.ReadAllBytes(TestFiles.Data("tiny", "dense.tflite"))),
        };
        foreach (var name in OperatorCases.All.Keys.Where((_, i) => i % 9 == 0)) corpus.Add((name, OperatorTests.Written(name)));
        return corpus;
    }
}
