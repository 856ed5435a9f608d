using System.Numerics;
using Sartor.Contracts;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Tailor.Tests.Spaces;

/// <summary>The seven spaces of AutoTailor's Table 3; all numbers are written by hand from there.</summary>
public sealed class PublishedSpaceTests
{
    [Fact]
    public void ResNet50_HasThePublishedSize()
    {
        var space = Torchvision("resnet50");

        space.ModificationCount.ShouldBe(100);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 25));
        // Of 3, 4, 6 and 3 blocks one or two at the end may go: 3ⁿ ways of n blocks with an expansion each.
        space.DistinctCount.ShouldBe(
            25 * BigInteger.Pow(3, 5) * BigInteger.Pow(27 + 9 + 3, 2) * (81 + 27 + 9) * (729 + 243 + 81));
    }

    [Fact]
    public void MobileNetV2_HasThePublishedSize()
    {
        var space = Torchvision("mobilenet_v2");

        space.ModificationCount.ShouldBe(85);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 20));
        // 2 and 1 blocks without depth; 3, 4, 3, 3 with.
        space.DistinctCount.ShouldBe(25 * BigInteger.Pow(3, 3) * BigInteger.Pow(27 + 9 + 3, 3) * (81 + 27 + 9));
    }

    [Fact]
    public void OnceForAllMobileNetV3_HasThePublishedSize()
    {
        var space = Own("ofa_mobilenet_v3");

        space.ModificationCount.ShouldBe(160);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 5) * BigInteger.Pow(9, 20));
        space.DistinctCount.ShouldBe(25 * BigInteger.Pow(81 + 729 + 6561, 5));
        ((double)space.DistinctCount).ShouldBe(5.44e20, 0.005e20);
    }

    [Fact]
    public void ProxylessNas_HasThePublishedSize()
    {
        var space = Own("proxyless");

        space.ModificationCount.ShouldBe(166);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 5) * BigInteger.Pow(9, 21));
        ((double)space.DistinctCount).ShouldBe(4.90e21, 0.005e21);
    }

    [Fact]
    public void ConvNeXt_HasThePublishedSize()
    {
        var space = Torchvision("convnext_tiny");

        space.ModificationCount.ShouldBe(163);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 10) * BigInteger.Pow(9, 18));
        // Two of the ten stage knobs are tied to others.
        space.Listed.Where(decision => decision.TiedTo is not null).Select(decision => (decision.Name, decision.TiedTo))
            .ShouldBe([("stem.width_mult", "stage1"), ("head.width_mult", "stage4")]);
        space.DistinctCount.ShouldBe(
            25 * BigInteger.Pow(3, 4) * BigInteger.Pow(9 + 81 + 729, 3)
            * (BigInteger.Pow(9, 7) + BigInteger.Pow(9, 8) + BigInteger.Pow(9, 9)));
    }

    [Fact]
    public void VisionTransformer_HasThePublishedSize()
    {
        var space = Torchvision("vit_b_16");

        space.ModificationCount.ShouldBe(103);
        space.ListedCount.ShouldBe(7 * 12 * BigInteger.Pow(7, 12));
        // 7 + 7² + … + 7¹² ways.
        space.DistinctCount.ShouldBe(7 * (7 * (BigInteger.Pow(7, 12) - 1) / 6));
    }

    [Fact]
    public void LeViT_HasThePublishedSize()
    {
        var space = Own("levit");

        space.ModificationCount.ShouldBe(324);
        space.ListedCount.ShouldBe(
            33 * BigInteger.Pow(6, 6) * BigInteger.Pow(8, 15) * BigInteger.Pow(12, 23) * BigInteger.Pow(2, 2));
        space.Stages.Count(stage => stage.Depth is not null).ShouldBe(6);
    }

    [Fact]
    public void RandomCodes_OfEverySpaceAreReadBack()
    {
        foreach (var name in (string[])["resnet50", "mobilenet_v2", "convnext_tiny", "vit_b_16"])
        {
            var space = Torchvision(name);
            for (var seed = 0; seed < 500; seed++)
            {
                var code = SubNetCode.Random(space, new Random(seed));
                SubNetCode.Parse(space, code.ToString()).ShouldBe(code);
            }
        }
    }

    private static SearchSpace Torchvision(string name) => Read(name, TorchvisionModels.Path(name));

    private static SearchSpace Own(string name) => Read(name, TailorNetworks.Path(name));

    private static SearchSpace Read(string name, string model)
    {
        var file = SpaceFileReader.Read(Path.Combine(TestFiles.Root, "samples", "spaces", $"{name}.toml"), BlockTemplates.All);
        return SpaceBinding.Of(NetworkStructure.Read(model, BlockTemplates.Chosen(file.Blocks)), file).Space;
    }
}
