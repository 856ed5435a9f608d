using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Formats;
using Sartor.Graph.Analysis;

namespace Sartor.Convert.Tests;

/// <summary>
/// Parameters and MACs of torchvision's networks are those that PyTorch counts, from ONNX and from the converted file; the bench
/// <c>networks</c> does the same for every network.
/// </summary>
public sealed class NetworkCountsTests
{
    // What .ci/run exports, and what else there is.
    private static readonly string[] Usual =
    [
        "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "googlenet", "inception_v3", "mnasnet1_0", "mobilenet_v2",
        "mobilenet_v3_small", "regnet_y_400mf", "resnet18", "resnet50", "shufflenet_v2_x1_0", "squeezenet1_1", "vgg11",
    ];

    public static TheoryData<string> Names =>
        [.. NetworkCounts.All.Keys.Where(name => Usual.Contains(name) || TorchvisionModels.Has(name))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_AreThoseOfPyTorch(string name)
    {
        var counts = NetworkCounts.All[name];
        using var folder = new TemporaryFolder();
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        // The exporter folds each BatchNorm behind a convolution: that many parameters are in none of its files.
        var expected = (counts.Parameters - counts.Folded, counts.Macs);
        var source = GraphAnalysis.Of(model.Graph);
        (source.Parameters, source.Macs).ShouldBe(expected);
        var variant = new ModelConverter(ConversionTargets.Default, model.Graph).Write(
            Precision.Float32, Path.Combine(folder.Path, "variant.tflite"), facts: NetworkTrial.Facts(source.Parameters, source.Macs));
        using var written = ModelFormats.Open(variant.Path);
        var converted = GraphAnalysis.Of(written.Graph);
        (ParameterCount.Of(written.Graph, converted).Network, converted.Macs).ShouldBe(expected);
    }
}
