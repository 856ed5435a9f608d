using Sartor.Contracts;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tests.Spaces;

namespace Sartor.Tailor.Tests.SubNets;

/// <summary>The seven networks of published spaces, with the spaces of samples/spaces.</summary>
internal static class PublishedSuperNets
{
    public static TheoryData<string> Names =>
        ["resnet50", "mobilenet_v2", "convnext_tiny", "vit_b_16", "ofa_mobilenet_v3", "proxyless", "levit"];

    public static SuperNet Open(string name) => Open(name, file => file);

    /// <summary>With another space.</summary>
    public static SuperNet Open(string name, Func<SpaceFile, SpaceFile> change) => SuperNet.Open(
        name is "ofa_mobilenet_v3" or "proxyless" or "levit" ? TailorNetworks.Path(name) : TorchvisionModels.Path(name),
        change(SpaceFileReader.Read(Path.Combine(TestFiles.Root, "samples", "spaces", $"{name}.toml"), BlockTemplates.All)));
}
