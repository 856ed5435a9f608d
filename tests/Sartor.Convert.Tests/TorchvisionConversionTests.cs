using Sartor.Contracts;
using Sartor.Convert.Verification;
using Sartor.Formats;
using Sartor.Graph.Analysis;

namespace Sartor.Convert.Tests;

/// <summary>torchvision's networks through ONNX to TFLite: PyTorch's own output is the oracle, its module counts are the numbers.</summary>
public sealed class TorchvisionConversionTests
{
    [Theory]
    [InlineData("alexnet", 0)]
    [InlineData("densenet121", 0)]
    [InlineData("efficientnet_b0", 0)]
    [InlineData("googlenet", 0)]
    [InlineData("inception_v3", 0)]
    [InlineData("mnasnet1_0", 0)]
    [InlineData("mobilenet_v2", 0)]
    [InlineData("mobilenet_v3_small", 0)]
    [InlineData("regnet_y_400mf", 0)]
    [InlineData("resnet18", 0)]
    [InlineData("resnet50", 0)]
    [InlineData("squeezenet1_1", 0)]
    [InlineData("vgg11", 0)]
    [InlineData("convnext_tiny", 0)]
    // One for each of its 4 + 8 + 4 units: the channel shuffle of the unit (Ma et al., arXiv 1807.11164, figure 3 c and d).
    [InlineData("shufflenet_v2_x1_0", 16)]
    // Two for each of 12 layers: to the heads, for query, key and value at once, and back.
    [InlineData("vit_b_16", 24)]
    // The same two for each of 2 + 2 + 6 + 2 blocks, and two more, to windows and back, where there is more than one window: not in
    // the last 2 blocks, whose 7×7 pixels are one.
    [InlineData("swin_t", 44)]
    [InlineData("keep-bn/mobilenet_v2", 0)]
    [InlineData("keep-bn/resnet18", 0)]
    public void Float32_gives_what_PyTorch_gives(string name, int transposes)
    {
        using var run = new ConversionRun(TorchvisionModels.Path(name));
        var variant = run.Write(Precision.Float32);
        var reference = new ReferenceOutputs(name, [TorchvisionModels.Input(name)], [TorchvisionModels.Output(name)]);
        foreach (var @delegate in new[] { "none", "xnnpack" })
        {
            var comparison = run.Compare(variant, [reference], @delegate);
            comparison.MaxRelError.ShouldBeLessThan(2e-4, @delegate);
        }
        run.Converter.Lowered.Nodes.Count(n => n.Operator is Transpose).ShouldBeLessThanOrEqualTo(transposes);
    }

    // Parameters that the TFLite file holds: a BatchNorm of C channels leaves C biases of its 2·C parameters.
    [Theory]
    [InlineData("keep-bn/resnet18", 11_689_512, 4_800, 1_814_073_344)]
    [InlineData("keep-bn/mobilenet_v2", 3_504_872, 17_056, 300_774_272)]
    [InlineData("squeezenet1_1", 1_235_496, 0, 349_151_936)]
    public void Counts_of_our_TFLite_are_those_of_PyTorch(string name, long parameters, long foldedChannels, long macs)
    {
        using var run = new ConversionRun(TorchvisionModels.Path(name));
        foreach (var precision in new[] { Precision.Float32, Precision.Float16, Precision.DynamicRangeInt8 })
        {
            using var model = ModelFormats.Open(run.Write(precision).Path);
            var analysis = GraphAnalysis.Of(model.Graph);
            analysis.Parameters.ShouldBe(parameters - foldedChannels, precision.Name());
            analysis.Macs.ShouldBe(macs, precision.Name());
        }
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet1_1")]
    public void Int8_follows_the_float_network(string name)
    {
        using var run = new ConversionRun(TorchvisionModels.Path(name));
        var references = run.References(6, -2, 2);
        var variant = run.Write(Precision.Int8, references.Take(4));
        run.Compare(variant, references.Skip(4)).MinCosine.ShouldBeGreaterThan(0.97);
        run.Compare(variant, references.Skip(4), "xnnpack").MinCosine.ShouldBeGreaterThan(0.97);
    }
}
