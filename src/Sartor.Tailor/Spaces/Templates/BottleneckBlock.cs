namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// x + C₁(Cₖ(C₁(x))): He et al., Deep Residual Learning, CVPR 2016. Also with groups (ResNeXt), and with a gate (SE-ResNet, RegNetY).
/// The inner channels are a share of the block's output.
/// </summary>
internal sealed class BottleneckBlock : IBlockTemplate
{
    public string Name => nameof(BottleneckBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Layers(parts[at])
            is not [{ IsPointwise: true } reduce, { Kernel: > 1, IsDepthwise: false } inner, { IsPointwise: true } last])
        {
            return null;
        }
        var obstacle = inner.Groups > 1 ? $"its kernel has {inner.Groups} groups, whose number would change" : null;
        return new BlockMatch(1, [PartPattern.Kernel(inner), PartPattern.ExpansionOfOutput(reduce, last, obstacle)]);
    }
}
