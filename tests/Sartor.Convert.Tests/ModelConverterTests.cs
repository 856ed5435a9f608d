using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests;

public sealed class ModelConverterTests
{
    private static string MobileNet => TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");

    [Fact]
    public void MobileNet_of_TFLite_keeps_its_results()
    {
        using var run = new ConversionRun(MobileNet);
        run.Compare(run.Write(Precision.Float32), run.References(3, -1, 1)).MaxRelError.ShouldBeLessThan(1e-4);
    }

    [Theory]
    [InlineData("tflite")]
    [InlineData("ncnn")]
    [InlineData("onnx")]
    [InlineData("coreml")]
    public void Hash_of_a_file_is_that_of_its_bytes(string target)
    {
        using var model = ModelFormats.Open(MobileNet);
        using var folder = new TemporaryFolder();
        var to = ConversionTargets.Catalog.All.Single(t => t.Name == target);
        var converter = new ModelConverter(to, model.Graph);

        var written = converter.Write(Precision.Float32, Path.Combine(folder.Path, $"net{to.Suffix}"));

        written.Sha256.ShouldBe(ModelFile.Sha256(written.Files));
    }

    // Half precision only stores: the file has to compute what the float32 network computes with each constant rounded to half.
    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void MobileNet_in_float16_is_the_network_with_rounded_weights(string @delegate)
    {
        using var exact = new ConversionRun(MobileNet);
        using var rounded = new ConversionRun(MobileNet, RoundToHalf);
        var references = exact.References(3, -1, 1);
        var (half, single) = (exact.Write(Precision.Float16), rounded.Write(Precision.Float32));
        var outputs = rounded.Outputs(single, references, @delegate);
        exact.Compare(half, outputs, @delegate).MaxRelError.ShouldBeLessThan(1e-4);
        // The rounding shows: it is not the exact network that was compared.
        exact.Compare(half, references, @delegate).MaxRelError.ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void MobileNet_in_int8_follows_its_source(string @delegate)
    {
        using var run = new ConversionRun(MobileNet);
        var references = run.References(8, -1, 1);
        var variant = run.Write(Precision.Int8, references.Take(4));
        run.Compare(variant, references.Skip(4), @delegate).MinCosine.ShouldBeGreaterThan(0.9);
        // Noise has no class: probabilities are so flat that the step of 1/256 of an int8 softmax would be a third of their spread.
        variant.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("Softmax");
        variant.Signature.Outputs[0].VariantType.Element.ShouldBe(ElementType.Float32);
    }

    [Fact]
    public void What_lowering_wants_said_is_said_of_each_variant()
    {
        var graph = new ModelGraph("wide");
        var mask = ModelGraph.NewConstant("mask", Tensor.Vector(0, double.MinValue));
        graph.Diagnostics.Add(Diagnostic.Note("of-the-source", "is said elsewhere"));
        graph.Outputs.Add(graph.Add(new Add(), [graph.AddInput("x", new TensorType(ElementType.Float64, new Shape(1, 2))), mask],
            "y").Output);
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, graph);
        foreach (var name in (string[])["one", "two"])
            converter.Write(Precision.Float32, Path.Combine(folder.Path, name)).Diagnostics
                .ShouldHaveSingleItem().Code.ShouldBe("float32-range");
    }

    [Theory]
    [InlineData(Precision.DynamicRangeInt8, true)]
    // Half precision stores weights of any size.
    [InlineData(Precision.Float16, false)]
    public void Precision_that_changes_nothing_is_refused(Precision precision, bool refused)
    {
        using var run = new ConversionRun(TestFiles.Data("tiny", "dense.onnx"));
        if (refused) Should.Throw<UnsupportedModelException>(() => run.Write(precision)).Message.ShouldContain("use float32");
        else run.Write(precision);
    }

    [Fact]
    public void Quantised_source_is_refused_and_says_why()
    {
        var model = TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite");
        var error = Should.Throw<UnsupportedModelException>(() => new ConversionRun(model));
        error.Message.ShouldContain("is already quantized");
    }

    private static void RoundToHalf(ModelGraph graph)
    {
        foreach (var constant in graph.Constants.Where(c => c.Type.Element == ElementType.Float32).ToArray())
        {
            float[] rounded = [.. constant.Constant!.ToSingles().Select(w => (float)(Half)w)];
            graph.ReplaceUses(constant, ModelGraph.NewConstant(constant.Name, Tensor.Create(constant.Type.Shape!, rounded)));
        }
    }

    [Fact]
    public void Cancelled_EndsBeforeThePassesAndBeforeWriting()
    {
        var graph = new ModelGraph("relu");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 2)));
        graph.Outputs.Add(graph.Add(Clamp.Relu, [x], "y").Output);
        using var cancel = new CancellationTokenSource();
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, graph, null, cancel.Token);
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => new ModelConverter(ConversionTargets.Default, graph, null, cancel.Token));
        Should.Throw<OperationCanceledException>(() => converter.Write(Precision.Float32, System.IO.Path.Combine(folder.Path, "y.tflite")));
        Should.Throw<OperationCanceledException>(() => converter.BeginCalibration(System.IO.Path.Combine(folder.Path, "c.tflite")));
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
