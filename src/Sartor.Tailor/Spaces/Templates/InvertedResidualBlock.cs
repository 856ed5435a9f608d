namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// C₁(D(C₁(x))), the middle depthwise and on more channels, the last without activation, with or without a gate and a sum around it:
/// Sandler et al., MobileNetV2, CVPR 2018; Howard et al., MobileNetV3, ICCV 2019. The inner channels are a multiple of the input's.
/// </summary>
internal sealed class InvertedResidualBlock : IBlockTemplate
{
    public string Name => nameof(InvertedResidualBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (parts[at] is { Kind: PartKind.Residual, Shortcut.Count: 0, Branch: { Count: > 0 } branch })
            return Inner(branch, 0) is var (count, variations) && count == branch.Count ? new BlockMatch(1, variations) : null;
        return Inner(parts, at) is var (taken, inner) ? new BlockMatch(taken, inner) : null;
    }

    private static (int Count, IReadOnlyList<Variation> Variations)? Inner(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Run(parts, at, 3)
            is not ([{ IsPointwise: true } expand, { IsDepthwise: true } inner, { IsPointwise: true }], var end))
        {
            return null;
        }
        if (expand.Outputs <= expand.Inputs || !PartPattern.EndsLinear(parts, end)) return null;
        return (end - at, [PartPattern.Kernel(inner), PartPattern.ExpansionOfInput(expand)]);
    }
}
