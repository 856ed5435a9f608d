namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// C₁(D(x)), the last without activation, with or without a gate and a sum around it: an inverted residual that expands nothing.
/// </summary>
internal sealed class SeparableBlock : IBlockTemplate
{
    public string Name => nameof(SeparableBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (parts[at] is { Kind: PartKind.Residual, Shortcut.Count: 0, Branch: { Count: > 0 } branch })
            return Inner(branch, 0) is var (count, variations) && count == branch.Count ? new BlockMatch(1, variations) : null;
        return Inner(parts, at) is var (taken, inner) ? new BlockMatch(taken, inner) : null;
    }

    private static (int Count, IReadOnlyList<Variation> Variations)? Inner(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Run(parts, at, 2) is not ([{ IsDepthwise: true } inner, { IsPointwise: true }], var end)) return null;
        if (!PartPattern.EndsLinear(parts, end)) return null;
        return (end - at,
        [
            PartPattern.Kernel(inner),
            new Variation(Knob.Expansion, 1) { Obstacle = "no layer expands its channels" },
        ]);
    }
}
