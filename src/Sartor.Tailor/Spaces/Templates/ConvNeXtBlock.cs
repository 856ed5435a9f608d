namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// x + L(L(D(x))), the first depthwise, the others at each place alone on more channels and back: Liu et al., A ConvNet for the 2020s, CVPR
/// 2022. The inner channels are a multiple of the input's.
/// </summary>
internal sealed class ConvNeXtBlock : IBlockTemplate
{
    public string Name => nameof(ConvNeXtBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Layers(parts[at]) is not [{ IsDepthwise: true } first, { IsPointwise: true } expand, { IsPointwise: true } last]
            || expand.Outputs <= expand.Inputs || last.Outputs != expand.Inputs)
            return null;
        return new BlockMatch(1, [PartPattern.Kernel(first), PartPattern.ExpansionOfInput(expand)]);
    }
}
