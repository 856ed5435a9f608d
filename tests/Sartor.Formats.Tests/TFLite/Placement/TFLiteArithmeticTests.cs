using Sartor.Contracts;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite.Placement;

/// <summary>Which arithmetic an operator of a TFLite file is of, seen by what a delegate says to it.</summary>
public sealed class TFLiteArithmeticTests
{
    private const int Elu = 111, DepthwiseConv2D = 4, Quantize = 114, StridedSlice = 45;
    private const sbyte UInt8 = 3, Int64 = 4;

    [Theory]
    [InlineData("float", Elu, null)]
    [InlineData("int8", Elu, null)]
    [InlineData("uint8", Elu, "XNNPACK takes ELU in float and int8, not in int8 and uint8")]
    [InlineData("bare int8", Elu, "XNNPACK takes ELU in float and int8, not in other integers")]
    [InlineData("bare uint8", Elu, "XNNPACK takes ELU in float and int8, not in other integers")]
    [InlineData("int32", Elu, "XNNPACK takes ELU in float and int8, not in other integers")]
    [InlineData("nothing", Elu, null)]
    [InlineData("uint8", TFLiteFixture.Add, null)]
    [InlineData("int8", TFLiteFixture.Add, null)]
    [InlineData("int32", TFLiteFixture.Add, "XNNPACK takes ADD in float and int8 and uint8, not in other integers")]
    [InlineData("float to int32", TFLiteFixture.Add, null)]
    [InlineData("int32 to int8", TFLiteFixture.Dequantize, null)]
    [InlineData("int32 to int8", Quantize, null)]
    [InlineData("hybrid", DepthwiseConv2D, "XNNPACK takes DEPTHWISE_CONV_2D in float and int8 and uint8, not in float with int8 weights")]
    [InlineData("hybrid", TFLiteFixture.FullyConnected, null)]
    [InlineData("bare weights", DepthwiseConv2D, null)]
    [InlineData("computed weights", DepthwiseConv2D, "input 1 'w' is computed")]
    public void Arithmetic_IsThatOfTheData(string kind, int code, string? reason)
    {
        var fixture = new TFLiteFixture();
        int[] inputs = kind switch
        {
            "nothing" => [],
            "hybrid" => [fixture.Tensor("x", [1, 4]), Weights(Scale(0.5f)), Bias()],
            "bare weights" => [fixture.Tensor("x", [1, 4]), Weights(null), Bias()],
            "computed weights" => [fixture.Tensor("x", [1, 4]), fixture.Tensor("w", [1, 4], TFLiteFixture.Int8, more: Scale(0.5f)), Bias()],
            _ => [Data("x", kind.Split(" to ")[0])],
        };
        int[] outputs = kind switch
        {
            "nothing" => [],
            "hybrid" or "bare weights" or "computed weights" => [fixture.Tensor("y", [1, 4])],
            _ => [Data("y", kind.Split(" to ")[^1])],
        };
        fixture.Operator(code, inputs, outputs);
        Reason(fixture).ShouldBe(reason);

        int Data(string name, string type) => type switch
        {
            "float" => fixture.Tensor(name, [1, 4]),
            "int8" => fixture.Tensor(name, [1, 4], TFLiteFixture.Int8, more: Scale(0.5f)),
            "uint8" => fixture.Tensor(name, [1, 4], UInt8, more: Scale(0.5f)),
            "bare int8" => fixture.Tensor(name, [1, 4], TFLiteFixture.Int8, more: Scale(0)),
            "bare uint8" => fixture.Tensor(name, [1, 4], UInt8),
            _ => fixture.Tensor(name, [1, 4], TFLiteFixture.Int32),
        };

        int Weights(Action<TableWriter>? more) => fixture.Constant("w", [1, 4], TFLiteFixture.Int8, new sbyte[4], more);

        int Bias() => fixture.Constant("b", [4], TFLiteFixture.Float32, new float[4]);
    }

    /// <summary>Strides are looked at where they are int32; other constants, and pieces of a number, are none.</summary>
    [Theory]
    [InlineData(TFLiteFixture.Int32, new byte[] { 1, 0, 0, 0, 1, 0, 0, 0 }, true)]
    [InlineData(TFLiteFixture.Int32, new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 }, false)]
    [InlineData(TFLiteFixture.Int32, new byte[] { 1, 0, 0, 0, 1, 0, 0 }, false)]
    [InlineData(Int64, new byte[] { 1, 0, 0, 0, 1, 0, 0, 0 }, false)]
    public void Strides_AreReadAsInt32(sbyte type, byte[] strides, bool areOnes)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [4, 4]), begin = fixture.Constant("begin", [2], TFLiteFixture.Int32, new int[2]);
        fixture.Operator(
            StridedSlice, [x, begin, begin, fixture.Constant("strides", [2], type, strides)], [fixture.Tensor("y", [4, 4])]);
        Reason(fixture).ShouldBe(areOnes ? null : "'strides' is not 1 along each axis");
    }

    /// <summary>Weights that a DEQUANTIZE or a DENSIFY unpacks from a constant are constants, and from anything else they are none.
    /// </summary>
    [Theory]
    [InlineData(TFLiteFixture.Dequantize, true, null)]
    [InlineData(TFLiteFixture.Densify, true, null)]
    [InlineData(TFLiteFixture.Dequantize, false, "input 1 'w' is computed")]
    [InlineData(Elu, true, "input 1 'w' is computed")]
    public void UnpackedWeights_AreConstantsWhereTheyAreStored(int code, bool isStored, string? reason)
    {
        var fixture = new TFLiteFixture();
        var stored = isStored
            ? fixture.Constant("s", [1, 4], TFLiteFixture.Float16, new Half[4])
            : fixture.Tensor("s", [1, 4], TFLiteFixture.Float16);
        int w = fixture.Tensor("w", [1, 4]), x = fixture.Tensor("x", [1, 4]);
        fixture.Operator(code, [stored], [w]);
        fixture.Operator(TFLiteFixture.FullyConnected, [x, w], [fixture.Tensor("y", [1, 1])]);
        using var file = new TemporaryFile(fixture.Build(), ".tflite");
        var found = ModelFormats.Place(file.Path, "xnnpack").Fallbacks.FirstOrDefault(f => f.Operator == "FULLY_CONNECTED");
        (found?.Reason).ShouldBe(reason);
    }

    [Fact]
    public void OpenExtents_AreThoseOfTheSignature()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 4], more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, [1, -1])),
            y = fixture.Tensor("y", [1, 4]);
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        using var file = new TemporaryFile(fixture.Build(), ".tflite");
        ModelFormats.Place(file.Path, "qnn").Fallbacks.ShouldHaveSingleItem().Reason
            .ShouldBe("'x' has an extent that is known only at run time");
    }

    [Fact]
    public void FileWithoutASubgraph_HasNoOperators()
    {
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(new TableWriter().Scalar(Slots.Model.Version, 3u), "TFL3", stream);
        using var file = new TemporaryFile(stream.ToArray(), ".tflite");
        ModelFormats.Place(file.Path, "xnnpack").Operators.ShouldBe(0);
        ModelFormats.Check(file.Path).Operators.ShouldBe(0);
    }

    private static string? Reason(TFLiteFixture fixture)
    {
        using var file = new TemporaryFile(fixture.Build(), ".tflite");
        var report = ModelFormats.Place(file.Path, "xnnpack");
        report.Operators.ShouldBe(1);
        return report.Fallbacks.SingleOrDefault()?.Reason;
    }

    private static Action<TableWriter> Scale(float scale) => table => table.Table(
        Slots.Tensor.Quantization, new TableWriter().Vector<float>(Slots.Quantization.Scale, [scale]));
}
