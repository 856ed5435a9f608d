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
    public static TheoryData<string> Names => [.. NetworkCounts.All.Keys];

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
