using Sartor.Contracts;
using Sartor.Contracts.Engines;
using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Convert.Tests;

/// <summary>Two TFLite runtimes that share no build with the native one run our files and give what it gives.</summary>
public sealed class OracleAgreementTests
{
    private static readonly string s_demo = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

    [Theory]
    [InlineData("tfjs", Precision.Float32, 1e-5)]
    [InlineData("litert", Precision.Float32, 1e-5)]
    [InlineData("tfjs", Precision.Float16, 1e-5)]
    [InlineData("litert", Precision.Float16, 1e-5)]
    [InlineData("tfjs", Precision.DynamicRangeInt8, 1e-3)]
    // Its newer kernels quantise activations in their own way: two steps of 127.
    [InlineData("litert", Precision.DynamicRangeInt8, 2.0 / 127)]
    public async Task Demo_network_gives_the_same_in_every_precision(string oracle, Precision precision, double relative) =>
        (await CompareAsync(oracle, s_demo, precision, 0, 1)).Parity.MaxRelError.ShouldBeLessThan(relative);

    // LiteRT for the browser takes no int8 at its boundary. Kernels may round the last bit differently when they requantise.
    [Fact]
    public async Task Demo_network_in_int8_gives_the_same_within_two_steps()
    {
        var (parity, variant) = await CompareAsync("tfjs", s_demo, Precision.Int8, 0, 1);
        parity.MaxAbsError.ShouldBeLessThan(2.01 * variant.Signature.Outputs[0].Quantization!.Scales[0]);
    }

    [Theory]
    [InlineData("tfjs", "keep-bn/resnet18")]
    [InlineData("litert", "keep-bn/resnet18")]
    [InlineData("tfjs", "keep-bn/mobilenet_v2")]
    [InlineData("litert", "keep-bn/mobilenet_v2")]
    [InlineData("tfjs", "squeezenet1_1")]
    [InlineData("litert", "squeezenet1_1")]
    public async Task Torchvision_networks_give_the_same(string oracle, string name) =>
        (await CompareAsync(oracle, TorchvisionModels.Path(name), Precision.Float32, -2, 2)).Parity.MaxRelError.ShouldBeLessThan(1e-4);

    private static async Task<(OutputComparison Parity, ConvertedModel Variant)> CompareAsync(string oracle, string source,
        Precision precision, float low, float high)
    {
        using var run = new ConversionRun(source);
        var references = run.References(5, low, high);
        var variant = run.Write(precision, precision == Precision.Int8 ? references : null);
        TensorType[] outputs = [.. variant.Signature.Outputs.Select(o => o.VariantType)];
        var parity = new OutputAccumulator(OutputTraits.Of(variant.Signature)[0]);
        foreach (var native in run.Outputs(variant, references.Skip(3)))
        {
            var given = await TfLiteOracle.InferAsync(oracle, variant.Path, variant.Signature.ToVariant(native.Inputs), outputs);
            parity.Add(native.Outputs[0], variant.Signature.ToSource(given)[0]);
        }
        return (parity.Result(), variant);
    }
}
