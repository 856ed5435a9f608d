using Sartor.Contracts;

namespace Sartor.Convert.Tests;

public sealed class TFLiteConverterTests
{
    [Theory]
    [InlineData(Precision.Float32, 0.999999)]
    [InlineData(Precision.Float16, 0.999)]
    [InlineData(Precision.DynamicInt8, 0.9)]
    public void MobileNet_of_TFLite_keeps_its_results(Precision precision, double cosine)
    {
        using var run = new ConversionRun(TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite"));
        var references = run.References(3, -1, 1);
        run.Compare(run.Write(precision), references).MinCosine.ShouldBeGreaterThan(cosine);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void MobileNet_in_int8_follows_its_source(string @delegate)
    {
        using var run = new ConversionRun(TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite"));
        var references = run.References(8, -1, 1);
        var variant = run.Write(Precision.Int8, references.Take(4));
        run.Compare(variant, references.Skip(4), @delegate).MinCosine.ShouldBeGreaterThan(0.9);
        variant.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Quantised_source_is_refused_and_says_why()
    {
        var error = Should.Throw<Core.UnsupportedModelException>(() => new ConversionRun(TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite")));
        error.Message.ShouldContain("is quantised already");
    }
}
