namespace Sartor.Graph.Operators;

public sealed partial record DepthToSpace
{
    internal sealed class TFLite() : TFLitePixelBlocks<DepthToSpace>("DEPTH_TO_SPACE", size => new(ChannelLayout.ChannelsLast, size));
}
