using Sartor.Contracts;
using Sartor.Core;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Tailor.Tests.Spaces;

/// <summary>Blocks and stages against the definitions of the networks in their papers and in torchvision.</summary>
public sealed class NetworkStructureTests
{
    [Theory]
    [InlineData("resnet18", "ResidualBlock", new[] { 2, 2, 2, 2 })]
    [InlineData("resnet50", "BottleneckBlock", new[] { 3, 4, 6, 3 })]
    [InlineData("regnet_y_400mf", "BottleneckBlock", new[] { 1, 3, 6, 6 })]
    [InlineData("mobilenet_v2", "InvertedResidualBlock", new[] { 2, 3, 4, 3, 3, 1 })]
    [InlineData("mobilenet_v3_small", "InvertedResidualBlock", new[] { 2, 3, 2, 3 })]
    [InlineData("efficientnet_b0", "InvertedResidualBlock", new[] { 2, 2, 3, 3, 4, 1 })]
    [InlineData("mnasnet1_0", "InvertedResidualBlock", new[] { 3, 3, 3, 2, 4, 1 })]
    [InlineData("convnext_tiny", "ConvNeXtBlock", new[] { 3, 3, 9, 3 })]
    [InlineData("vit_b_16", "TransformerBlock", new[] { 12 })]
    [InlineData("swin_t", "TransformerBlock", new[] { 2, 2, 6, 2 })]
    public void Network_HasTheBlocksOfItsDefinition(string name, string template, int[] blocks) => NetworkStructure
        .Read(TorchvisionModels.Path(name), BlockTemplates.All).Stages
        .Select(stage => stage.Blocks.Count(block => block.Template == template)).Where(count => count > 0).ShouldBe(blocks);

    [Theory]
    [InlineData("ofa_mobilenet_v3", "InvertedResidualBlock", new[] { 4, 4, 4, 4, 4 })]
    [InlineData("proxyless", "InvertedResidualBlock", new[] { 4, 4, 4, 4, 4, 1 })]
    [InlineData("levit", "LeViTBlock", new[] { 5, 6, 6, 6 })]
    public void OwnNetwork_HasTheBlocksOfItsDefinition(string name, string template, int[] blocks) => NetworkStructure
        .Read(TailorNetworks.Path(name), BlockTemplates.All).Stages
        .Select(stage => stage.Blocks.Count(block => block.Template == template)).Where(count => count > 0).ShouldBe(blocks);

    [Fact]
    public void Bottleneck_SaysWhatVariesAndWhatNot()
    {
        var structure = NetworkStructure.Read(TorchvisionModels.Path("resnet50"), BlockTemplates.All);

        // The first block of each stage has a projection.
        structure.Blocks.Count(block => block.Need is null).ShouldBe(16 - 4);
        structure.Blocks.ShouldAllBe(block => block.Variations.Single(v => v.Knob == Knob.Expansion).Own == 0.25);
        structure.Blocks.ShouldAllBe(block => block.Variations.Single(v => v.Knob == Knob.Kernel).Own == 3);
        structure.Stages.Select(stage => stage.Width.BaseChannels).ShouldBe([64, 256, 512, 1024, 2048, 0]);
        structure.Stages[^1].Width.TiedTo.ShouldBe("stage4");
    }

    [Fact]
    public void Attention_HasItsHeads()
    {
        var vit = NetworkStructure.Read(TorchvisionModels.Path("vit_b_16"), BlockTemplates.All);
        vit.Blocks.ShouldAllBe(block => block.Variations.Single(v => v.Knob == Knob.Heads).Own == 12);
        vit.Blocks.ShouldAllBe(block => block.Variations.Single(v => v.Knob == Knob.Expansion).Own == 4);
        vit.Resolution.BaseChannels.ShouldBe(16);

        var swin = NetworkStructure.Read(TorchvisionModels.Path("swin_t"), BlockTemplates.All);
        swin.Stages.Where(stage => stage.Blocks.Count > 0)
            .Select(stage => stage.Blocks[0].Variations.Single(v => v.Knob == Knob.Heads).Own).ShouldBe([3, 6, 12, 24]);

        var levit = NetworkStructure.Read(TailorNetworks.Path("levit"), BlockTemplates.All);
        levit.Blocks.Where(block => block.Template == "LeViTBlock")
            .ShouldAllBe(block => block.Variations.Single(v => v.Knob == Knob.ValueScale).Own == 4);
    }

    [Theory]
    [InlineData("densenet121")]
    [InlineData("inception_v3")]
    [InlineData("squeezenet1_1")]
    public void NetworkWithoutRepeatingBlocks_IsRefused(string name)
    {
        var path = TorchvisionModels.Path(name);

        Should.Throw<UnsupportedModelException>(() => NetworkStructure.Read(path, BlockTemplates.All)).Message
            .ShouldContain("no block repeats");
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("vit_b_16")]
    [InlineData("alexnet")]
    public void Proposal_IsASpaceThatIsReadBack(string name)
    {
        var structure = NetworkStructure.Read(TorchvisionModels.Path(name), BlockTemplates.All);
        var proposal = SpaceProposal.Of(structure);
        var space = SpaceBinding.Of(structure, proposal).Space;
        var folder = Directory.CreateTempSubdirectory("sartor-proposal-").FullName;
        var path = Path.Combine(folder, "space.toml");
        File.WriteAllText(path, SpaceFileText.Write(proposal));

        var file = SpaceFileReader.Read(path, BlockTemplates.All);

        space.DistinctCount.ShouldBeGreaterThan(100);
        SpaceBinding.Of(NetworkStructure.Read(TorchvisionModels.Path(name), BlockTemplates.Chosen(file.Blocks)), file).Space.Fingerprint
            .ShouldBe(space.Fingerprint);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void SpaceThatTheNetworkHasNot_IsRefusedWithLineAndKey()
    {
        var structure = NetworkStructure.Read(TorchvisionModels.Path("resnet18"), BlockTemplates.All);
        var file = new SpaceFile("x.toml", null)
        {
            Resolution = new AskedValues(2, [8, 224]),
            Width = new AskedValues(3, [0.999, 1]),
            Depth = new AskedValues(4, [-9, 0]) { Stages = ["stage1", "stage9"], StagesLine = 5 },
            OfBlocks =
            [
                new AskedBlockValues(6, "FFNBlock", Knob.Expansion, [2, 4]),
                new AskedBlockValues(7, "ResidualBlock", Knob.Kernel, [1, 3, 5]),
                new AskedBlockValues(8, "ResidualBlock", Knob.Heads, [1]),
            ],
        };

        var problem = Should.Throw<OptionException>(() => SpaceBinding.Of(structure, file)).Problem;

        foreach (var expected in (string[])
        [
            "line 2: 'resolution' 8 leaves no place", "line 3: 'width_mult': no stage takes the list", "come to the same 64 channels",
            "line 5: 'reduce_depth_stages' names 'stage9'", "line 5: 'reduce_depth_stages': stage1 cannot: -9 would leave out more",
            "line 6: 'FFNBlock.expand_ratio': the network has no FFNBlock", "its own is 3, and weights cannot be added for 5",
            "line 8: 'ResidualBlock.num_heads'",
        ])
        {
            problem.ShouldContain(expected);
        }
    }
}
