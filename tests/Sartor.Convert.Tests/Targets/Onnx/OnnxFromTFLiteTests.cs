using Sartor.Contracts;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.Onnx;

/// <summary>TFLite files as sources: two runtimes that know nothing of each other compute the same.</summary>
public sealed class OnnxFromTFLiteTests
{
    [Theory]
    [InlineData("mobilenet_v1_0.25_224_float")]
    [InlineData("hello_world_float")]
    public void SharedModel_ComputesTheSame(string name)
    {
        var path = TestFiles.Shared($"models/{name}.tflite");

        Compare(path).ShouldBeLessThan(2e-4);
    }

    /// <summary>torchvision's networks to TFLite, and from there to ONNX: PyTorch's output is the oracle.</summary>
    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("googlenet")]
    [InlineData("squeezenet1_1")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("densenet121")]
    [InlineData("regnet_y_400mf")]
    [InlineData("convnext_tiny")]
    [InlineData("swin_t")]
    public void ThereAndBack_GivesWhatPyTorchGives(string name)
    {
        using var source = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        var there = new ModelConverter(ConversionTargets.Get("tflite"), source.Graph).Write(
            Precision.Float32, Path.Combine(folder.Path, "there.tflite"));
        using var model = ModelFormats.Open(there.Path);
        var converter = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph);

        var back = converter.Write(Precision.Float32, Path.Combine(folder.Path, "back.onnx"));

        Precision.Float32.ShouldBe(back.Precision);
        var input = TorchvisionModels.Input(name);
        var fed = there.Signature.ToVariant([input]);
        using var runner = WorkerRunner.Start("onnxruntime", back.Path, new EngineOptions());
        var outputs = back.Signature.ToSource(runner.Infer(back.Signature.ToVariant(fed)));
        var expected = TorchvisionModels.Output(name);
        Largest(outputs[0], expected).ShouldBeLessThan(2e-4 * expected.Max(Math.Abs));
        // The image is taken with channels first again, and nothing is permuted on the way of a plain CNN.
        back.Signature.Inputs[0].VariantType.ShouldBe(input.Type);
        if (name is not ("shufflenet_v2_x1_0" or "convnext_tiny" or "swin_t"))
            converter.Lowered.Nodes.Count(n => n.Operator is Transpose).ShouldBe(0);
    }

    private static double Compare(string path)
    {
        using var model = ModelFormats.Open(path);
        using var folder = new TemporaryFolder();
        var variant = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph).Write(
            Precision.Float32, Path.Combine(folder.Path, "variant.onnx"));
        var signature = ModelSignature.Of(model.Graph);
        using var source = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        using var runner = WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions());
        var worst = 0.0;
        for (var seed = 0UL; seed < 4; seed++)
        {
            Tensor[] inputs = [.. signature.Inputs.Select(i => RandomInputs.Uniform(i.SourceShape, -1, 1, seed))];
            var expected = signature.ToSource(source.Infer(signature.ToVariant(inputs)));
            var actual = variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant(inputs)));
            for (var i = 0; i < expected.Length; i++)
                worst = Math.Max(worst, Largest(actual[i], expected[i]) / Math.Max(1e-6, expected[i].Max(Math.Abs)));
        }
        return worst;
    }

    private static double Largest(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        return actual.Zip(expected, (a, e) => (double)Math.Abs(a - e)).Max();
    }
}
