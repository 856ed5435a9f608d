using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>Networks with operators that TFLite lacks, in int8.</summary>
public sealed class LoweredQuantizationTests
{
    // The normalised values go into a dense layer in int8; mean, variance and logarithm stay float32.
    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void LayerNormalizationAndSoftplus_FollowTheirSourceInInt8(string @delegate)
    {
        using var file = new TemporaryFile(Network(), ".onnx");
        using var run = new ConversionRun(file.Path);
        var references = run.References(8, -0.05f, 0.05f);
        var variant = run.Write(Precision.Int8, references.Take(4));
        run.Compare(variant, references.Skip(4), @delegate).MinCosine.ShouldBeGreaterThan(0.998);
        variant.Diagnostics.ShouldContain(
            d => d.Code == "int8-partial" && d.Message.Contains("8 bits would spoil", StringComparison.Ordinal));
    }

    private static byte[] Network()
    {
        var random = new Random(11);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2) - 1)];
        return new OnnxBuilder()
            .Input("x", ElementType.Float32, 1, 8, 32)
            .Initializer("scale", [32], Numbers(32))
            .Initializer("bias", [32], Numbers(32))
            .Initializer("weights", [32, 16], Numbers(32 * 16))
            .Node("LayerNormalization", ["x", "scale", "bias"], ["normal"])
            .Node("MatMul", ["normal", "weights"], ["dense"])
            .Node("Softplus", ["dense"], ["y"])
            .Output("y", ElementType.Float32, 1, 8, 16)
            .Build();
    }
}
