namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// x + C(C(x)): the basic block of He et al., Deep Residual Learning, CVPR 2016. The inner channels are a share of the output's.
/// </summary>
internal sealed class ResidualBlock : IBlockTemplate
{
    public string Name => nameof(ResidualBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Layers(parts[at]) is not [{ Kernel: > 1, Groups: 1 } first, { Kernel: > 1, Groups: 1 } second]) return null;
        var kernel = PartPattern.Kernel(first);
        if (first.Kernel != second.Kernel) kernel = kernel with { Obstacle = $"its kernels are {first.Kernel} and {second.Kernel}" };
        return new BlockMatch(1, [kernel, PartPattern.ExpansionOfOutput(first, second)]);
    }
}
