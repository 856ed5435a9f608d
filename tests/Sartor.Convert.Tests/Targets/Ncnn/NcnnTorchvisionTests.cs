using Sartor.Contracts;
using Sartor.Convert.Verification;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Analysis;

namespace Sartor.Convert.Tests.Targets.Ncnn;

/// <summary>torchvision's networks for ncnn: read back, and run by ncnn itself where it is here. PyTorch's own output is the
/// oracle.</summary>
public sealed class NcnnTorchvisionTests
{
    public static TheoryData<string> Networks =>
    [
        "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "googlenet", "inception_v3", "mnasnet1_0", "mobilenet_v2",
        "mobilenet_v3_small", "regnet_y_400mf", "resnet18", "shufflenet_v2_x1_0", "squeezenet1_1", "keep-bn/mobilenet_v2",
            "keep-bn/resnet18",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Float32_GivesWhatPyTorchGives(string name)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        var variant = Write(model, folder, Precision.Float32);
        using var written = ModelFormats.Open(variant.Path);
        GraphAnalysis.Of(written.Graph).Macs.ShouldBe(GraphAnalysis.Of(model.Graph).Macs);
        written.Graph.Inputs.Select(i => $"{i.Name} {i.Type}").ShouldBe(model.Graph.Inputs.Select(i => $"{i.Name} {i.Type}"));
        written.Graph.Outputs.Select(o => $"{o.Name} {o.Type}").ShouldBe(model.Graph.Outputs.Select(o => $"{o.Name} {o.Type}"));

        var again = new ModelConverter(ConversionTargets.Interchange, written.Graph)
            .Write(Precision.Float32, Path.Combine(folder.Path, "again.onnx"));
        using var runner = WorkerRunner.Start("onnxruntime", again.Path, new EngineOptions());
        var reference = new ReferenceOutputs(name, [TorchvisionModels.Input(name)], [TorchvisionModels.Output(name)]);
        VariantComparison.Run("random", runner, again.Signature, [reference]).MaxRelError.ShouldBeLessThan(2e-4);
        if (OnNcnn(name, variant) is { } error) error.ShouldBeLessThan(1e-3);
    }

    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("squeezenet1_1")]
    public void Float16_IsHalfAsLargeAndNear(string name)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        using var folder = new TemporaryFolder();
        var variant = Write(model, folder, Precision.Float16);
        new FileInfo(variant.Files[1]).Length.ShouldBeLessThan((long)(0.55 * new FileInfo(TorchvisionModels.Path(name)).Length));

        if (OnNcnn(name, variant) is { } error) error.ShouldBeLessThan(2e-2);
    }

    // On ncnn itself, where SARTOR_NCNN names it: the error beside PyTorch.
    private static double? OnNcnn(string name, ConvertedModel variant) => NcnnRuntime.Find() is not { } runtime
        ? null
        : Error(
            runtime.Run(
                variant.Path, [(variant.Signature.Inputs[0].Name, TorchvisionModels.Input(name))], [variant.Signature.Outputs[0].Name])[0],
            TorchvisionModels.Output(name));

    // Largest difference ÷ largest value.
    private static double Error(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        return actual.Zip(expected, (a, e) => Math.Abs((double)a - e)).Max() / expected.Max(Math.Abs);
    }

    private static ConvertedModel Write(ModelFile model, TemporaryFolder folder, Precision precision) =>
        new ModelConverter(ConversionTargets.Get("ncnn"), model.Graph).Write(precision, Path.Combine(folder.Path, "variant.param"));
}
