using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Moves elements between channels and blocks of B×B pixels.</summary>
/// <param name="Layout">Where the channels are.</param>
/// <param name="BlockSize">B ≥ 1.</param>
public abstract record PixelBlocks(ChannelLayout Layout, long BlockSize) : Operator, IChannelLayout
{
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        Layout.After(permutation) is { } layout ? AxisPropagations.FirstInput(this with { Layout = layout }, permutation, types) : null;

    internal static long ReadOnnxSize(ReadContext cx)
    {
        var size = cx.Raw.Int("blocksize");
        if (size is < 1 or > short.MaxValue) cx.Fail($"blocksize {size} is out of range");
        return size;
    }
}
