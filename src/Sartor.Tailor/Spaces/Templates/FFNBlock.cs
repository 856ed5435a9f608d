namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// x + L(L(x)), the inner channels a multiple of the input's: the feed-forward network of Vaswani et al., Attention Is All You Need,
/// NeurIPS 2017. Linear layers, or 1×1 convolutions as LeViT has.
/// </summary>
internal sealed class FFNBlock : IBlockTemplate
{
    public string Name => nameof(FFNBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at) =>
        Expansion(parts[at]) is { } expansion ? new BlockMatch(1, [expansion]) : null;

    /// <summary>The variation of a part that is such a network; null for another.</summary>
    public static Variation? Expansion(Part part) =>
        PartPattern.Layers(part) is [{ IsPointwise: true } expand, { IsPointwise: true } last] && part.IsIdentity
            && expand.Outputs > expand.Inputs && last.Outputs == expand.Inputs
            ? PartPattern.ExpansionOfInput(expand)
            : null;
}
