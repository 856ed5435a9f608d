using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record SpaceToDepth
{
    internal sealed class TFLite() : TFLiteBinding<SpaceToDepth>("SPACE_TO_DEPTH")
    {
        private static readonly TFLiteVersions Versions = new(2);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var size = cx.Raw.Int("block_size");
            if (size < 1) cx.Fail($"block size {size} is out of range");
            return [cx.Emit(new SpaceToDepth(ChannelLayout.ChannelsLast, size), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (SpaceToDepth)node.Operator;
            if (op.Layout != ChannelLayout.ChannelsLast) cx.Fail(node, "SPACE_TO_DEPTH takes channels last");
            cx.Emit(
                RawNode.Of("tflite", "SPACE_TO_DEPTH", Versions.Of(node), new Dictionary<string, object> { ["block_size"] = op.BlockSize }), node.Inputs, node.Outputs);
        }
    }
}
