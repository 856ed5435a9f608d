namespace Sartor.Tailor.Spaces.Templates;

/// <summary>x + attention(x): Vaswani et al., Attention Is All You Need, NeurIPS 2017; windows as in Swin are a batch.</summary>
internal sealed class AttentionBlock : IBlockTemplate
{
    public string Name => nameof(AttentionBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at) =>
        Heads(parts[at]) is { } heads ? new BlockMatch(1, Variations(heads)) : null;

    /// <summary>The heads of a part that adds an attention to its input; null for another.</summary>
    public static AttentionHeads? Heads(Part part) =>
        part.IsIdentity && part.Branch.Where(inner => inner.Kind == PartKind.Attention).ToArray() is [var attention]
            && part.Branch.All(inner => inner.Kind is not (PartKind.Other or PartKind.Residual)) ? attention.Heads : null;

    /// <summary>What may vary in heads.</summary>
    public static Variation[] Variations(AttentionHeads heads) =>
    [
        new Variation(Knob.Heads, heads.Count) { Obstacle = heads.Count == 1 ? "there is one" : null },
        new Variation(Knob.ValueScale, (double)heads.ValueChannels / heads.KeyChannels)
        {
            Obstacle = heads.ValueChannels == heads.KeyChannels ? "values have as many channels as keys" : null,
            BaseChannels = heads.KeyChannels,
        },
    ];
}
