using Sartor.Contracts;
using Sartor.Convert.Verification;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Analysis;

namespace Sartor.Convert.Tests.Targets.CoreMl;

/// <summary>torchvision's networks for Core ML, checked and read back. PyTorch's own output is the oracle.</summary>
public sealed class CoreMlTorchvisionTests
{
    public static TheoryData<string> Networks =>
    [
        "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "googlenet", "inception_v3", "mnasnet1_0", "mobilenet_v2",
        "mobilenet_v3_small", "regnet_y_400mf", "resnet18", "shufflenet_v2_x1_0", "squeezenet1_1", "vit_b_16", "keep-bn/mobilenet_v2",
        "keep-bn/resnet18",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Float32_ReadBackGivesWhatPyTorchGives(string name)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        using var written = Write(model, folder, Precision.Float32);
        GraphAnalysis.Of(written.Graph).Macs.ShouldBe(GraphAnalysis.Of(model.Graph).Macs);
        written.Graph.Inputs.Select(i => $"{i.Name} {i.Type}").ShouldBe(model.Graph.Inputs.Select(i => $"{i.Name} {i.Type}"));
        written.Graph.Outputs.Select(o => $"{o.Name} {o.Type}").ShouldBe(model.Graph.Outputs.Select(o => $"{o.Name} {o.Type}"));
        Error(written, folder, name).ShouldBeLessThan(2e-4);
    }

    [Theory]
    [InlineData("mobilenet_v2", Precision.Float16, 0.55, 2e-2)]
    [InlineData("resnet18", Precision.Float16, 0.55, 2e-2)]
    [InlineData("resnet18", Precision.DynamicRangeInt8, 0.3, 1e-1)]
    [InlineData("squeezenet1_1", Precision.DynamicRangeInt8, 0.3, 1e-1)]
    public void SmallerWeights_ReadBackAreNear(string name, Precision precision, double size, double error)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        using var written = Write(model, folder, precision);
        written.SizeBytes.ShouldBeLessThan((long)(size * model.SizeBytes));
        Precisions.Of(written.Graph).ShouldBe(precision);
        StoredWeights.Expand(written.Graph);
        Error(written, folder, name).ShouldBeLessThan(error);
    }

    private static double Error(ModelFile written, TemporaryFolder folder, string name)
    {
        var again = new ModelConverter(ConversionTargets.Interchange, written.Graph)
            .Write(Precision.Float32, Path.Combine(folder.Path, "again.onnx"));
        using var runner = WorkerRunner.Start("onnxruntime", again.Path, new EngineOptions());
        var reference = new ReferenceOutputs(name, [TorchvisionModels.Input(name)], [TorchvisionModels.Output(name)]);
        return VariantComparison.Run("random", runner, again.Signature, [reference]).MaxRelError;
    }

    private static ModelFile Write(ModelFile model, TemporaryFolder folder, Precision precision)
    {
        var path = Path.Combine(folder.Path, "variant.mlpackage");
        new ModelConverter(ConversionTargets.Get("coreml"), model.Graph).Write(precision, path);
        CoreMlOracle.RequireSound(folder.Path, 1);
        return ModelFormats.Open(path);
    }
}
