namespace Sartor.Tailor.Spaces.Templates;

/// <summary>A convolution and its activation in a plain sequence, as in VGG; looked for only where no other block repeats.</summary>
internal sealed class ConvolutionBlock : IBlockTemplate
{
    public string Name => nameof(ConvolutionBlock);

    public bool IsFallback => true;

    public BlockMatch? Match(IReadOnlyList<Part> parts, int at)
    {
        if (PartPattern.Run(parts, at, 1) is not ([{ Kind: PartKind.Convolution, Kernel: > 1, Groups: 1 } layer], var end)
            || PartPattern.EndsLinear(parts, end))
            return null;
        return new BlockMatch(end + 1 - at, [PartPattern.Kernel(layer)]);
    }
}
