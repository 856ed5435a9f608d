using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Types of inputs and outputs of an int8 network.</summary>
public sealed class BoundaryTypesTests
{
    private static readonly string s_fashion = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

    // The int8 file is the oracle: uint8 is the same integers moved by 128, float32 what they stand for.
    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void Files_of_each_type_compute_the_same(string @delegate)
    {
        using var run = new ConversionRun(s_fashion);
        var references = run.References(8, 0, 1);
        ConvertedModel Write(ElementType type) =>
            run.Write(Precision.Int8, references, new Int8Options { Boundary = type }, $"-{type}.tflite");
        ConvertedModel signed = Write(ElementType.Int8), unsigned = Write(ElementType.UInt8), real = Write(ElementType.Float32);
        Types(signed).ShouldBe((ElementType.Int8, ElementType.Int8));
        Types(unsigned).ShouldBe((ElementType.UInt8, ElementType.UInt8));
        Types(real).ShouldBe((ElementType.Float32, ElementType.Float32));
        var (x, y) = (signed.Signature.Inputs[0].Quantization!, signed.Signature.Outputs[0].Quantization!);
        unsigned.Signature.Inputs[0].Quantization.ShouldBe(QuantizationParameters.PerTensor(x.Scales[0], x.ZeroPoints[0] + 128));
        unsigned.Signature.Outputs[0].Quantization.ShouldBe(QuantizationParameters.PerTensor(y.Scales[0], y.ZeroPoints[0] + 128));
        var options = new EngineOptions { Delegate = @delegate };
        using WorkerRunner ofSigned = WorkerRunner.Start("tflite", signed.Path, options),
            ofUnsigned = WorkerRunner.Start("tflite", unsigned.Path, options), ofReal = WorkerRunner.Start("tflite", real.Path, options);
        foreach (var sample in references)
        {
            var fed = signed.Signature.ToVariant(sample.Inputs)[0];
            var expected = ofSigned.Infer([fed])[0].AsSpan<sbyte>().ToArray();
            byte[] moved = [.. fed.AsSpan<sbyte>().ToArray().Select(v => (byte)(v + 128))];
            ofUnsigned.Infer([new Tensor(ElementType.UInt8, fed.Shape, moved)])[0].AsSpan<byte>().ToArray()
                .ShouldBe(expected.Select(v => (byte)(v + 128)));
            // Values of the grid, so that rounding is none.
            float[] reals = [.. fed.AsSpan<sbyte>().ToArray().Select(v => (float)(v - x.ZeroPoints[0]) * x.Scales[0])];
            ofReal.Infer([Tensor.Create(fed.Shape, reals)])[0].ToSingles()
                .ShouldBe(expected.Select(v => (v - y.ZeroPoints[0]) * y.Scales[0]), 1e-6);
        }
    }

    [Fact]
    public void Float_layer_at_the_end_gets_the_type_that_was_asked_for()
    {
        var net = new Int8Network();
        var x = net.Input(-1, 3, 1, 4, 4, 2);
        var inner = net.Conv(x, -1, 1);
        var last = net.Conv(inner, -1, 3);
        var options = new Int8Options { Boundary = ElementType.UInt8, FloatLayers = new HashSet<string> { inner.Name, last.Name } };
        net.Run(options, last);
        net.Graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Dequantize", "Convolution", "Convolution", "Quantize"]);
        var input = net.Graph.Inputs.ShouldHaveSingleItem();
        (input.Name, input.Type.Element).ShouldBe(("x0", ElementType.UInt8));
        // 255 steps of 4/255 from −1.
        input.Quantization.ShouldBe(QuantizationParameters.PerTensor(4f / 255, 64));
        net.Graph.Outputs.Single().Quantization.ShouldBe(QuantizationParameters.PerTensor(4f / 255, 64));
    }

    [Fact]
    public void Onnx_takes_float32_and_uint8()
    {
        var target = ConversionTargets.Get("onnx");
        var statistics = new Dictionary<string, ActivationStatistics>();
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.UInt8])
            target.Quantization(Precision.Int8, statistics, new Int8Options { Boundary = type }).ShouldNotBeNull();
        Should.Throw<OptionException>(() => target.Quantization(
            Precision.Int8, statistics, new Int8Options { Boundary = ElementType.Int8 })).Message.ShouldContain("float32 or uint8");
    }

    private static (ElementType, ElementType) Types(ConvertedModel model)
    {
        using var file = ModelFormats.Open(model.Path);
        return (file.Graph.Inputs[0].Type.Element, file.Graph.Outputs[0].Type.Element);
    }
}
