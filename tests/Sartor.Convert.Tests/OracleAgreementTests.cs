using Sartor.Contracts;
using Sartor.Contracts.Engines;
using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Convert.Tests;

/// <summary>Two TFLite runtimes that share no build with the native one run our conversions of the demo network and agree with its source.</summary>
public sealed class OracleAgreementTests
{
    [Theory]
    [InlineData("tfjs", Precision.Float32, 0.99999)]
    [InlineData("litert", Precision.Float32, 0.99999)]
    [InlineData("tfjs", Precision.Float16, 0.9999)]
    [InlineData("litert", Precision.Float16, 0.9999)]
    [InlineData("tfjs", Precision.DynamicInt8, 0.99)]
    [InlineData("litert", Precision.DynamicInt8, 0.99)]
    // LiteRT for the browser takes no int8 at its boundary.
    [InlineData("tfjs", Precision.Int8, 0.99)]
    public async Task Conversions_of_the_demo_network_agree_with_the_source(string oracle, Precision precision, double cosine)
    {
        using var run = new ConversionRun(Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"));
        var references = run.References(5, 0, 1);
        var variant = run.Write(precision, precision == Precision.Int8 ? references : null);
        TensorType[] outputs = [.. variant.Boundary.Outputs.Select(o => o.VariantType)];
        var parity = new ParityAccumulator();
        foreach (var reference in references.Skip(3))
        {
            var given = await TfLiteOracle.InferAsync(oracle, variant.Path, variant.Boundary.ToVariant(reference.Inputs), outputs);
            parity.Add(reference.Outputs[0], variant.Boundary.ToSource(given)[0]);
        }
        parity.MinCosine.ShouldBeGreaterThan(cosine);
    }
}
