using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>ONNX's operators take channels first.</summary>
internal static class OnnxLayout
{
    /// <exception cref="Core.UnsupportedModelException">The channels are elsewhere.</exception>
    public static void Require(Node node, ChannelLayout layout, WriteContext context)
    {
        if (layout != ChannelLayout.ChannelsFirst) context.Fail(node, "ONNX takes channels first, not last");
    }
}
