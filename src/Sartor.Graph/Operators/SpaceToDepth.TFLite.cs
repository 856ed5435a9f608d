namespace Sartor.Graph.Operators;

public sealed partial record SpaceToDepth
{
    internal sealed class TFLite() : TFLitePixelBlocks<SpaceToDepth>("SPACE_TO_DEPTH", size => new(ChannelLayout.ChannelsLast, size));
}
