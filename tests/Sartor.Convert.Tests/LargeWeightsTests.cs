using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Convert.Tests;

/// <summary>Weights are most of a model: a conversion reads them where they lie and writes them where they stay.</summary>
[Collection(nameof(AllocationTests))]
public sealed class LargeWeightsTests
{
    private const int Side = 2048;

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    public void Conversion_AllocatesLessThanOneCopyOfTheWeights(Precision precision)
    {
        var random = new Random(5);
        float[] weights = [.. Enumerable.Range(0, Side * Side).Select(_ => (float)(random.NextDouble() - 0.5))];
        using var file = new TemporaryFile(
            new OnnxBuilder().Input("x", ElementType.Float32, 1, Side).Initializer("w", [Side, Side], weights)
                .Node("Gemm", ["x", "w"], ["y"], OnnxBuilder.Int("transB", 1)).Output("y", ElementType.Float32, 1, Side).Build(),
            ".onnx");
        using var run = new ConversionRun(file.Path);
        // Held, so that reading them again where they lie costs nothing.
        using var held = run.Converter.Lowered.Constants.MaxBy(constant => constant.Type.ByteCount)!.Constant!.Data.Pin();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        run.Write(precision);

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Side * Side * sizeof(float));
    }
}
