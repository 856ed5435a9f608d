using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>int16 activations beside int8 weights and int64 biases.</summary>
public sealed class Int16ActivationTests
{
    private static readonly Int8Options s_int16 = new() { Activations = ElementType.Int16 };
    private static readonly string s_fashion = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

    [Fact]
    public void Activations_are_symmetric_and_biases_int64()
    {
        var net = new Int8Network();
        var x = net.Input(-1, 3, 1, 4, 4, 2);
        Quantize(net, net.Add(new Softmax(-1), 0, 1, net.Conv(x, -8, 2, bias: [0.5f, -1])));
        var layer = net.Graph.Nodes[0];
        layer.Input(0).Quantization.ShouldBe(QuantizationParameters.PerTensor(3f / 32767, 0));
        layer.Output.Quantization.ShouldBe(QuantizationParameters.PerTensor(8f / 32767, 0));
        layer.Input(1).Type.Element.ShouldBe(ElementType.Int8);
        layer.Input(2).Type.Element.ShouldBe(ElementType.Int64);
        // 0.5 and −1 in steps of 3/32767 · 0.5/127.
        var step = 3.0 / 32767 * (0.5 / 127);
        layer.Input(2).Constant!.ToInt64s().Select(v => v * step).ShouldBe([0.5, -1], 1e-5);
        net.Graph.Outputs[0].Quantization.ShouldBe(QuantizationParameters.PerTensor(1f / 32768, 0));
    }

    [Fact]
    public void Convolution_without_a_bias_gets_one_of_zeros()
    {
        var net = new Int8Network();
        Quantize(net, net.Conv(net.Input(-1, 1, 1, 4, 4, 2), -1, 1));
        var bias = net.Graph.Nodes[0].Input(2);
        (bias.Type.Element, bias.Type.Shape).ShouldBe((ElementType.Int64, new Shape(2)));
        bias.Constant!.ToInt64s().ShouldBe([0L, 0]);
    }

    // HARD_SWISH has an int8 kernel and none for int16.
    [Fact]
    public void Operator_without_an_int16_kernel_stays_float()
    {
        var net = new Int8Network();
        Quantize(net, net.Conv(net.Add(new HardSwish(), -1, 1, net.Conv(net.Input(-1, 1, 1, 4, 4, 2), -1, 1)), -1, 1));
        net.Graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Convolution", "Dequantize", "HardSwish", "Quantize", "Convolution"]);
        net.Graph.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("1 × HardSwish stay float32: there is no int16 kernel");
    }

    // ONNX Runtime's float outputs are the oracle: half the error of int8 at most, whose activations round 256 times more coarsely.
    [Fact]
    public void Trained_network_is_nearer_to_its_source_than_int8_and_follows_the_specification()
    {
        using var run = new ConversionRun(s_fashion);
        var references = run.References(16, 0, 1);
        var wide = run.Write(Precision.Int8, references, s_int16 with { Boundary = ElementType.Float32 }, "-16.tflite");
        var narrow = run.Write(Precision.Int8, references, new Int8Options { Boundary = ElementType.Float32 }, "-8.tflite");
        double Error(ConvertedModel model) => run.Compare(model, references).MaxRelError;
        Error(wide).ShouldBeLessThan(Error(narrow) / 1.5);
        ModelFormats.Check(wide.Path, null).Findings.Where(f => f.Severity == Severity.Error).ShouldBeEmpty();
        using var file = ModelFormats.Open(wide.Path);
        file.Graph.Nodes.Where(n => n.Operator is Convolution or FullyConnected)
            .ShouldAllBe(n => n.Output.Type.Element == ElementType.Int16 && n.Input(2).Type.Element == ElementType.Int64);
    }

    [Fact]
    public void Spoiled_scale_or_bias_is_found_in_the_file()
    {
        using var run = new ConversionRun(s_fashion);
        var references = run.References(4, 0, 1);
        var variant = run.Write(Precision.Int8, references, s_int16, "-16.tflite");
        var form = run.Converter.WriteForm(variant, variant.Path + ".form");
        using ModelFile exact = ModelFormats.Open(form.Path), stored = ModelFormats.Open(variant.Path);
        IReadOnlyList<string> Faults() => StoredParameters.Compare(exact.Graph, form.Statistics, stored.Graph, "tflite").Faults;
        Faults().ShouldBeEmpty();
        var sum = stored.Graph.Nodes.First(n => n.Operator is Add).Output;
        var right = sum.Quantization!;
        sum.Quantization = QuantizationParameters.PerTensor(right.Scales[0] * 1.5f, 0);
        Faults().ShouldContain(fault => fault.Contains(sum.Name, StringComparison.Ordinal));
        sum.Quantization = right;
        var layer = stored.Graph.Nodes.First(n => n.Operator is Convolution);
        var bias = layer.Input(2);
        layer.SetInput(2, ModelGraph.NewConstant(
            bias.Name, Tensor.Create(bias.Type.Shape!, new long[bias.Type.Shape!.ElementCount]), bias.Quantization));
        Faults().ShouldHaveSingleItem().ShouldContain("the bias of node");
    }

    private static void Quantize(Int8Network net, Value output)
    {
        net.Graph.Outputs.Add(output);
        new Int8Pass(net.Statistics, new BindingTable("tflite")) { Options = s_int16 }.Run(net.Graph);
        GraphCheck.Verify(net.Graph);
    }
}
