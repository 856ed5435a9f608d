using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.Onnx;

/// <summary>Smaller precisions of torchvision's networks as ONNX, on ONNX Runtime, against the float source.</summary>
public sealed class OnnxPrecisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet18", Precision.Float16, 0.51, 0.99999)]
    [InlineData("mobilenet_v2", Precision.Float16, 0.51, 0.9995)]
    [InlineData("resnet18", Precision.DynamicRangeInt8, 0.27, 0.995)]
    [InlineData("vit_b_16", Precision.DynamicRangeInt8, 0.27, 0.995)]
    public void StoredWeights_AreSmallerAndComputeTheSame(string name, Precision precision, double share, double cosine)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        var reference = new ReferenceOutputs(name, [TorchvisionModels.Input(name)], [TorchvisionModels.Output(name)]);
        var variant = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph).Write(precision, Output);

        (new FileInfo(variant.Path).Length / (double)model.SizeBytes).ShouldBeLessThan(share);
        using var runner = WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions());
        VariantComparison.Run("random", runner, variant.Signature, [reference]).MinCosine.ShouldBeGreaterThan(cosine);
    }

    [Theory]
    [InlineData("resnet18", 0.3)]
    [InlineData("squeezenet1_1", 0.3)]
    [InlineData("mobilenet_v2", 0.3)]
    public void Int8_FollowsTheFloatNetwork(string name, double share)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        var converter = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph);
        var references = References(model, 6);

        var variant = converter.Write(Precision.Int8, Output, Calibrate(converter, references.Take(4)));

        (new FileInfo(variant.Path).Length / (double)model.SizeBytes).ShouldBeLessThan(share);
        // The file takes the place of the float one.
        variant.Signature.Inputs[0].VariantType.ShouldBe(TorchvisionModels.Input(name).Type);
        variant.Signature.Outputs[0].Quantization.ShouldBeNull();
        using (var runner = WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions()))
            VariantComparison.Run("random", runner, variant.Signature, references.Skip(4)).MinCosine.ShouldBeGreaterThan(0.97);
        using var written = ModelFormats.Open(variant.Path);
        Precisions.Of(written.Graph).ShouldBe(Precision.Int8);
        var layers = written.Graph.Nodes.Where(n => n.Operator is Convolution or FullyConnected).ToArray();
        // The last one stays float32 where the outputs ask for it; the variant says so.
        var kept = layers.Where(n => n.Input(1).Constant is not null).ToArray();
        kept.Length.ShouldBeLessThanOrEqualTo(variant.Diagnostics.Count(d => d.Code == "int8-float-output"));
        foreach (var layer in layers.Except(kept))
        {
            // What the runtimes fuse: stored integers before each operand, with a scale for each output channel, and none for the bias to
            // round by itself.
            var (x, weights, bias) = (Stored(layer.Input(0)), Stored(layer.Input(1)), Stored(layer.Input(2)));
            weights.Type.Element.ShouldBe(ElementType.Int8);
            weights.Quantization!.ZeroPoints.ShouldAllBe(z => z == 0);
            bias.Type.Element.ShouldBe(ElementType.Int32);
            bias.Quantization!.Scales.Zip(weights.Quantization.Scales, (b, w) => b / (w * x.Quantization!.Scales[0]))
                .ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-6);
        }
    }

    private static Value Stored(Value value)
    {
        var node = value.Producer.ShouldNotBeNull();
        node.Operator.ShouldBeOfType<Dequantize>();
        return node.Input(0);
    }

    private string Output => Path.Combine(_folder.Path, "variant.onnx");

    private static IReadOnlyList<ReferenceOutputs> References(ModelFile model, int count)
    {
        var signature = ModelSignature.Of(model.Graph);
        using var source = WorkerRunner.Start("onnxruntime", model.Path, new EngineOptions());
        return
        [
            .. from i in Enumerable.Range(0, count)
               let inputs = signature.Inputs.Select(b => RandomInputs.Uniform(b.SourceShape, -2, 2, (ulong)i)).ToArray()
               select new ReferenceOutputs("random", inputs, signature.ToSource(source.Infer(signature.ToVariant(inputs))), null),
        ];
    }

    private IReadOnlyDictionary<string, ActivationStatistics> Calibrate(ModelConverter converter, IEnumerable<ReferenceOutputs> references)
    {
        var path = Path.Combine(_folder.Path, "calibration.onnx");
        var calibration = converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("onnxruntime", path, new EngineOptions());
        foreach (var reference in references) calibration.Add(runner, reference.Inputs);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }
}
