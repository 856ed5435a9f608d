using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record LocalResponseNormalization
{
    internal sealed class TFLite() : TFLiteBinding<LocalResponseNormalization>("LOCAL_RESPONSE_NORMALIZATION")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            long radius = cx.Raw.Int("radius", 0), size = (2 * radius) + 1;
            if (radius < 0) cx.Fail($"radius {radius} is out of range");
            var op = new LocalResponseNormalization(ChannelLayout.ChannelsLast, size, cx.Raw.Float("alpha", 0) * size, cx.Raw.Float("beta", 0), cx.Raw.Float("bias", 0));
            return [cx.Emit(op, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (LocalResponseNormalization)node.Operator;
            if (op.Layout != ChannelLayout.ChannelsLast || op.Size % 2 == 0) cx.Fail(node, $"LOCAL_RESPONSE_NORMALIZATION takes channels last and an odd size, not {op}");
            var attributes = new Dictionary<string, object> { ["radius"] = op.Size / 2, ["alpha"] = op.Alpha / op.Size, ["beta"] = op.Beta, ["bias"] = op.Bias };
            cx.Emit(RawNode.Of("tflite", "LOCAL_RESPONSE_NORMALIZATION", 1, attributes), node.Inputs, node.Outputs);
        }
    }
}
