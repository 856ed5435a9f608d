namespace Sartor.Tailor.Spaces.Templates;

/// <summary>
/// Attention whose values have more channels than its keys, and the feed-forward network behind it: Graham et al., LeViT, ICCV 2021; Tang
/// et al., ElasticViT, ICCV 2023.
/// </summary>
internal sealed class LeViTBlock : IBlockTemplate
{
    public string Name => nameof(LeViTBlock);

    public bool IsFallback => false;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at) => TransformerBlock.Pair(parts, at, wide: true);
}
