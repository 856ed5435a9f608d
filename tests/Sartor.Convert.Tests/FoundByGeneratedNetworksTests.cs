using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Convert.Tests;

/// <summary>What generated networks found, each alone: ONNX Runtime on the source file is the oracle.</summary>
public sealed class FoundByGeneratedNetworksTests
{
    [Fact]
    public void SliceOverSixAxes_IsComputed() => Check(
        new OnnxBuilder().Input("x", ElementType.Float32, 2, 3, 2, 3, 2, 3).Initializer("s", [2], 1L, 0L).Initializer("e", [2], 3L, 2L)
            .Initializer("a", [2], 1L, 5L).Node("Slice", ["x", "s", "e", "a"], ["y"]).Output("y"));

    [Theory]
    [InlineData(ElementType.Bool)]
    [InlineData(ElementType.Int64)]
    public void Split_IsComputed(ElementType element) => Check(
        new OnnxBuilder().Input("x", element, 3, 5).Initializer("n", [2], 2L, 3L).Node("Split", ["x", "n"], ["y", "z"], Int("axis", 1))
            .Output("y", element).Output("z", element));

    [Fact]
    public void CubicResizeToTheSameSize_IsTheInput() => Check(
        new OnnxBuilder().Input("x", ElementType.Float32, 1, 2, 4, 5).Initializer("s", [4], 1L, 2L, 4L, 5L)
            .Node("Resize", ["x", "", "", "s"], ["r"], String("mode", "cubic")).Node("Neg", ["r"], ["y"]).Output("y"));

    [Fact]
    public void TransposedConvolutionOfGroups_TakesAComputedKernel() => Check(
        new OnnxBuilder().Input("x", ElementType.Float32, 2, 4, 3, 3).Input("w", ElementType.Float32, 4, 2, 3, 2)
            .Node("ConvTranspose", ["x", "w"], ["y"], Int("group", 2), Ints("strides", 2, 3)).Output("y"));

    /// <summary>XNNPACK wrote beyond its buffers, which ended the process sooner or later.</summary>
    [Fact]
    public void TransposedConvolution_WithAResultShorterThanItsStride_IsNoSame()
    {
        var model = new OnnxBuilder().Input("x", ElementType.Float32, 4, 3, 1, 6)
            .Initializer("w", [3, 1, 3, 3], [.. Enumerable.Range(0, 27).Select(i => i / 8f)])
            .Node("ConvTranspose", ["x", "w"], ["y"], Ints("strides", 3, 2), Ints("pads", 1, 1, 1, 1)).Output("y");
        Check(model);
        using var file = new TemporaryFile(model.Build(), ".onnx");
        using var source = ModelFormats.Open(file.Path);
        var node = new ModelConverter(ConversionTargets.Default, source.Graph).Lowered.Nodes.Single(
            n => n.Operator is TransposeConvolution);
        var op = (TransposeConvolution)node.Operator;
        op.PadsBefore.Items.ShouldAllBe(p => p == 0);
    }

    /// <summary>XNNPACK unpacks halves for itself, and gave no value to an output that is only that.</summary>
    [Fact]
    public void LargeConstantThatIsAnOutput_StaysInFloat32() => Check(
        new OnnxBuilder().Input("x", ElementType.Float32, 12, 4, 6, 6)
            .Initializer("w", [12, 4, 6, 6], [.. Enumerable.Range(0, 1728).Select(i => i % 16 / 8f)])
            .Node("Shape", ["x"], ["s"]).Node("ConstantOfShape", ["s"], ["c"]).Node("Sub", ["c", "x"], ["d"]).Node("Mul", ["d", "w"], ["y"])
            .Output("c").Output("y"),
        Precision.Float16);

    private static void Check(OnnxBuilder model, Precision precision)
    {
        var (oracle, engine) = (InferenceEngines.Get("onnxruntime"), InferenceEngines.Get("tflite"));
        if ((oracle.Probe().Problem ?? engine.Probe().Problem) is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(model.Build(), ".onnx");
        using var written = new TemporaryFile([], ".tflite");
        using var source = ModelFormats.Open(file.Path);
        var sample = Sample(source.Graph.Inputs[0], 0);
        using var session = oracle.Prepare(file.Path, new EngineOptions());
        double[][] expected = [.. session.Infer([sample]).Select(o => o.ToDoubles())];
        var variant = new ModelConverter(ConversionTargets.Default, source.Graph).Write(precision, written.Path);
        foreach (var name in engine.Delegates)
        {
            using var run = engine.Prepare(variant.Path, new EngineOptions { Delegate = name });
            var outputs = variant.Signature.ToSource(run.Infer(variant.Signature.ToVariant([sample])));
            for (var i = 0; i < expected.Length; i++) ConversionTrial.Difference(outputs[i], expected[i]).ShouldBeNull(name);
        }
    }

    private static void Check(OnnxBuilder model)
    {
        var (oracle, engine) = (InferenceEngines.Get("onnxruntime"), InferenceEngines.Get("tflite"));
        if ((oracle.Probe().Problem ?? engine.Probe().Problem) is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(model.Build(), ".onnx");
        using var source = ModelFormats.Open(file.Path);
        var samples = source.Graph.Inputs.Select((input, i) => Sample(input, i)).ToArray();
        using var session = oracle.Prepare(file.Path, new EngineOptions());
        double[][] expected = [.. session.Infer(samples).Select(o => o.ToDoubles())];
        ConversionTrial.Differences(source.Graph, (_, i) => samples[i], expected, engine).ShouldBeEmpty();
    }

    private static Sartor.Core.Tensor Sample(Value input, int index)
    {
        var random = new Random(index);
        var shape = input.Type.Shape!;
        return Sartor.Core.Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (float)random.Next(-8, 9))])
            .ConvertTo(input.Type.Element);
    }
}
