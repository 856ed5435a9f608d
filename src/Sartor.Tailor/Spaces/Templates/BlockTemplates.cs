namespace Sartor.Tailor.Spaces.Templates;

/// <summary>All templates, in the order in which they are tried: a pair before its halves.</summary>
internal static class BlockTemplates
{
    public static readonly IReadOnlyList<IBlockTemplate> All =
    [
        new LeViTBlock(), new TransformerBlock(), new AttentionBlock(), new FFNBlock(), new BottleneckBlock(), new ResidualBlock(),
        new InvertedResidualBlock(), new SeparableBlock(), new ConvNeXtBlock(), new ConvolutionBlock(),
    ];

    /// <summary>Those that a file names, in the order in which they are tried; null for all.</summary>
    public static IReadOnlyList<IBlockTemplate> Chosen(IReadOnlyList<string>? names) =>
        names is null ? All : [.. All.Where(template => names.Contains(template.Name))];
}
