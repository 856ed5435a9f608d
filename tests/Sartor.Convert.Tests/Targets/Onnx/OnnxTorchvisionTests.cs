using Sartor.Contracts;
using Sartor.Convert.Verification;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Analysis;

namespace Sartor.Convert.Tests.Targets.Onnx;

/// <summary>torchvision's networks through ONNX to ONNX: PyTorch's own output is the oracle.</summary>
public sealed class OnnxTorchvisionTests
{
    [Theory]
    [InlineData("alexnet")]
    [InlineData("densenet121")]
    [InlineData("efficientnet_b0")]
    [InlineData("googlenet")]
    [InlineData("inception_v3")]
    [InlineData("mnasnet1_0")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("regnet_y_400mf")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("squeezenet1_1")]
    [InlineData("vgg11")]
    [InlineData("convnext_tiny")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("vit_b_16")]
    [InlineData("swin_t")]
    [InlineData("keep-bn/mobilenet_v2")]
    [InlineData("keep-bn/resnet18")]
    public void Float32_GivesWhatPyTorchGives(string name)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        var reference = new ReferenceOutputs(name, [TorchvisionModels.Input(name)], [TorchvisionModels.Output(name)]);
        var converter = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph);

        var variant = converter.Write(Precision.Float32, Path.Combine(folder.Path, "variant.onnx"));

        using (var runner = WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions()))
            VariantComparison.Run("random", runner, variant.Signature, [reference]).MaxRelError.ShouldBeLessThan(2e-4);
        using var written = ModelFormats.Open(variant.Path);
        written.Graph.Inputs.Select(i => $"{i.Name} {i.Type}").ShouldBe(model.Graph.Inputs.Select(i => $"{i.Name} {i.Type}"));
        written.Graph.Outputs.Select(o => $"{o.Name} {o.Type}").ShouldBe(model.Graph.Outputs.Select(o => $"{o.Name} {o.Type}"));
        GraphAnalysis.Of(written.Graph).Macs.ShouldBe(GraphAnalysis.Of(model.Graph).Macs);
    }
}
