using Sartor.Contracts;
using Sartor.Formats;

namespace Sartor.Convert.Tests;

/// <summary>The files that Sartor writes, by its own checker: each finding would be a fault of one of them.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("densenet121")]
    public void QuantizedNetwork_HasNoFinding(string name) => Check(TorchvisionModels.Path(name), -2, 2);

    [Fact]
    public void QuantizedDemoNetwork_HasNoFinding() => Check(Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"), 0, 1);

    [Theory]
    [InlineData("mobilenet_v1_0.25_224_float.tflite")]
    [InlineData("mnist-8.onnx")]
    public void QuantizedSharedNetwork_HasNoFinding(string name) => Check(TestFiles.Shared("models", name), -1, 1);

    private static void Check(string path, float low, float high)
    {
        using var run = new ConversionRun(path);
        foreach (var precision in Precisions.All)
        {
            var samples = precision == Precision.Int8 ? run.References(2, low, high) : null;
            string file;
            try
            {
                file = run.Write(precision, samples).Path;
            }
            catch (Core.UnsupportedModelException e) when (e.Message.Contains("would change nothing", StringComparison.Ordinal))
            {
                continue;
            }
            var report = ModelFormats.Check(file);
            report.Findings.ShouldBeEmpty(precision.Name());
            if (precision == Precision.Int8) report.QuantizedOperators.ShouldBeGreaterThan(0);
        }
    }
}
