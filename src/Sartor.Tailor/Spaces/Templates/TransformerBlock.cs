namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// Attention and the feed-forward network behind it, whose values have as many channels as their keys: Dosovitskiy et al., An Image is
/// Worth 16×16 Words, ICLR 2021; Liu et al., Swin Transformer, ICCV 2021.
/// </summary>
internal sealed class TransformerBlock : IBlockTemplate
{
    public string Name => nameof(TransformerBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at) => Pair(parts, at, wide: false);

    /// <summary>The pair that begins at a part.</summary>
    /// <param name="parts">The main path.</param>
    /// <param name="at">Where it would begin.</param>
    /// <param name="wide">Whether values are to have other channels than keys.</param>
    public static BlockMatch? Pair(IReadOnlyList<Part> parts, int at, bool wide) =>
        at + 1 < parts.Count && AttentionBlock.Heads(parts[at]) is { } heads && heads.ValueChannels != heads.KeyChannels == wide
            && FFNBlock.Expansion(parts[at + 1]) is { } expansion
            ? new BlockMatch(2, [.. AttentionBlock.Variations(heads), expansion])
            : null;
}
