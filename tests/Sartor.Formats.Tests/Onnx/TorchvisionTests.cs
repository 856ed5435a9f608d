using Sartor.Contracts;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// Networks exported by python/export_torchvision.py. MACs and parameters are those that PyTorch's own modules give (forward hooks over
/// convolutions and linear layers; <c>requires_grad</c> parameters). The exporter folds a BatchNorm of C channels into the convolution
/// before it: gamma and beta become one bias, so the file has C parameters less.
/// </summary>
public sealed class TorchvisionTests
{
    [Theory]
    [InlineData("alexnet", 61_100_840, 0, 714_188_480)]
    [InlineData("convnext_tiny", 28_589_128, 0, 4_455_531_264)]
    [InlineData("densenet121", 7_978_856, 7_488, 2_834_161_664)]
    [InlineData("efficientnet_b0", 5_288_548, 21_008, 385_814_752)]
    [InlineData("googlenet", 6_624_904, 7_280, 1_498_376_192)]
    [InlineData("inception_v3", 23_834_568, 17_216, 5_713_216_096)]
    [InlineData("mnasnet1_0", 4_383_312, 18_960, 314_415_872)]
    [InlineData("mobilenet_v2", 3_504_872, 17_056, 300_774_272)]
    [InlineData("mobilenet_v3_small", 2_542_856, 6_056, 56_510_400)]
    [InlineData("regnet_y_400mf", 4_344_144, 13_576, 401_842_848)]
    [InlineData("resnet18", 11_689_512, 4_800, 1_814_073_344)]
    [InlineData("resnet50", 25_557_032, 26_560, 4_089_184_256)]
    [InlineData("shufflenet_v2_x1_0", 2_278_604, 8_090, 144_907_992)]
    [InlineData("squeezenet1_1", 1_235_496, 0, 349_151_936)]
    [InlineData("vgg11", 132_863_336, 0, 7_609_090_048)]
    [InlineData("keep-bn/mobilenet_v2", 3_504_872, 0, 300_774_272)]
    [InlineData("keep-bn/resnet18", 11_689_512, 0, 1_814_073_344)]
    public void ParametersAndMacs_AsPyTorchCountsThem(string name, long parameters, long foldedChannels, long macs)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        var analysis = GraphAnalysis.Of(model.Graph);
        analysis.OpaqueLayers.Take(3).ShouldBeEmpty();
        analysis.IsComplete.ShouldBeTrue();
        analysis.Macs.ShouldBe(macs);
        analysis.Flops.ShouldBe(2 * macs);
        analysis.Parameters.ShouldBe(parameters - foldedChannels);
        GraphCheck.Verify(model.Graph);
    }

    // The exporter expands Swin's tables of position biases from 169 entries a head to 49×49, in blocks of 3, 6, 12 and 24 heads; its
    // attention masks, 2·(56² + 28² + 3·14²) numbers when folded, look like parameters too.
    [Theory]
    [InlineData("vit_b_16", 86_567_656)]
    [InlineData(
        "swin_t",
        28_288_354 + (((49 * 49) - 169) * ((2 * 3) + (2 * 6) + (6 * 12) + (2 * 24))) + (2 * ((56 * 56) + (28 * 28) + (3 * 14 * 14))))]
    public void Transformers_AreUnderstoodCompletely(string name, long parameters)
    {
        using var model = ModelFormats.Open(TorchvisionModels.Path(name));
        var analysis = GraphAnalysis.Of(model.Graph);
        analysis.OpaqueLayers.Take(3).Select(l => $"{l.Name} {l.Operator}: {l.OpaqueReason}").ShouldBeEmpty();
        analysis.IsComplete.ShouldBeTrue();
        analysis.Parameters.ShouldBe(parameters);
        model.Graph.Outputs.ShouldHaveSingleItem().Type.ToString().ShouldBe("float32[1,1000]");
        GraphCheck.Verify(model.Graph);
    }
}
