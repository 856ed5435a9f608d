using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record DepthToSpace
{
    internal sealed class TFLite() : TFLiteBinding<DepthToSpace>("DEPTH_TO_SPACE")
    {
        private static readonly TFLiteVersions Versions = new(2);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var size = cx.Raw.Int("block_size");
            if (size < 1) cx.Fail($"block size {size} is out of range");
            return [cx.Emit(new DepthToSpace(ChannelLayout.ChannelsLast, size), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (DepthToSpace)node.Operator;
            if (op.Layout != ChannelLayout.ChannelsLast || op.ChannelMajor) cx.Fail(node, "DEPTH_TO_SPACE takes channels last and [B,B,C] as channels");
            cx.Emit(
                RawNode.Of("tflite", "DEPTH_TO_SPACE", Versions.Of(node), new Dictionary<string, object> { ["block_size"] = op.BlockSize }), node.Inputs, node.Outputs);
        }
    }
}
