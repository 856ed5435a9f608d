using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Trained models of others: Google's MobileNet v1 0.25, float and uint8, and TensorFlow Lite Micro's sine network.</summary>
public sealed class SharedModelTests
{
    public const string MobileNet = "mobilenet_v1_0.25_224_float.tflite";
    public const string MobileNetUInt8 = "mobilenet_v1_0.25_224_uint8.tflite";
    public const string HelloWorld = "hello_world_float.tflite";
    public const string HelloWorldInt8 = "hello_world_int8.tflite";

    public static TheoryData<string> Files => [MobileNet, MobileNetUInt8, HelloWorld, HelloWorldInt8];

    [Theory, MemberData(nameof(Files))]
    public void Read_HasNoOpaqueNode(string file)
    {
        using var model = Open(file);
        model.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ShouldBeEmpty();
        model.Format.Name.ShouldBe("tflite");
        model.Graph.Source.FormatVersion.ShouldBe("schema 3");
        GraphCheck.Verify(model.Graph);
    }

    // One of them names labels in an archive behind it.
    [Theory, MemberData(nameof(Files))]
    public void Metadata_HasNoFinding(string file)
    {
        using var model = Open(file);
        ModelFormats.Check(model.Path, null).Findings.ShouldNotContain(finding => finding.Code.StartsWith("metadata-"));
    }

    [Theory, InlineData(MobileNet), InlineData(MobileNetUInt8)]
    public void MobileNet_ParametersAndMacs_AreThoseOfTheArchitecture(string file)
    {
        // Table 1 of Howard et al., arXiv 1704.04861, with width 0.25, 1001 classes and BatchNorm folded into biases; the paper has 41 M
        // MACs and 0.47 M parameters.
        (int In, int Out, int Stride)[] blocks =
            [
                (8, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 128, 1), (128, 128, 1),
                (128, 128, 1), (128, 128, 1), (128, 256, 2), (256, 256, 1)];
        long extent = 112, parameters = (27 * 8) + 8, macs = extent * extent * 27 * 8;
        foreach (var (c, o, stride) in blocks)
        {
            extent /= stride;
            parameters += (9 * c) + c + (c * o) + o;
            macs += extent * extent * ((9 * c) + (c * o));
        }
        (parameters, macs) = (parameters + (256 * 1001) + 1001, macs + (256 * 1001));
        (parameters, macs).ShouldBe((467_593, 41_030_528));

        using var model = Open(file);
        model.Graph.Constants.Sum(c => c.Type.ElementCount!.Value).ShouldBe(parameters);
        model.Graph.Nodes.Sum(n => n.Operator.Macs(n.InputTypes, n.OutputTypes)).ShouldBe(macs);
    }

    [Fact]
    public void MobileNetUInt8_ValuesAreQuantized()
    {
        using var model = Open(MobileNetUInt8);
        var graph = model.Graph;
        graph.Inputs.ShouldHaveSingleItem().Type.ShouldBe(new TensorType(ElementType.UInt8, new Shape(1, 224, 224, 3)));
        graph.Inputs[0].Quantization!.Scales[0].ShouldBe(1 / 128f, 1e-6);
        graph.Inputs[0].Quantization!.ZeroPoints[0].ShouldBe(128);
        graph.Outputs.ShouldHaveSingleItem().Quantization!.Scales[0].ShouldBe(1 / 256f);
        graph.Nodes.SelectMany(n => n.Outputs).ShouldAllBe(v => v.Type.Element == ElementType.UInt8 && v.Quantization != null);
    }

    [Fact]
    public void HelloWorld_SaysWhatItIs()
    {
        using var model = Open(HelloWorld);
        model.Graph.Source.OperatorCounts.ShouldBe(new Dictionary<string, int> { ["FULLY_CONNECTED"] = 3 });
        model.Graph.Source.Producer.ShouldContain("MLIR");
        model.Graph.Source.Metadata["min_runtime_version"].ShouldNotBeEmpty();
        model.Graph.Inputs[0].Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(1, 1)));
        model.Graph.Diagnostics.Select(d => d.Code).ShouldBe(["dynamic-dimensions"]);
    }

    [Fact]
    public void InputShapes_OtherBatch_ReachesTheOutput()
    {
        var options =
            new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["serving_default_dense_input:0"] = new(7, 1) } };
        using var model = ModelFormats.Open(TestFiles.Shared("models", HelloWorld), options);
        model.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(7, 1));
        model.Graph.Diagnostics.ShouldBeEmpty();
    }

    internal static ModelFile Open(string file) => ModelFormats.Open(TestFiles.Shared("models", file));
}
