using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Softmax
{
    internal sealed class TFLite() : TFLiteBinding<Softmax>("SOFTMAX")
    {
        private static readonly TFLiteVersions Versions = new(2, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.UnitInterval;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank == 0) cx.Fail("its input is a scalar");
            return [cx.Emit(new Softmax(cx.Shape(0).Rank - 1, cx.Raw.Float("beta", 1)), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Softmax)node.Operator;
            if (op.Axis != node.Input(0).Type.Shape!.Rank - 1) cx.Fail(node, $"TFLite's SOFTMAX runs along the last axis, not {op.Axis} of {node.Input(0).Type}");
            cx.Emit(
                RawNode.Of("tflite", "SOFTMAX", Versions.Of(node), new Dictionary<string, object> { ["beta"] = op.Beta }), node.Inputs, node.Outputs);
        }
    }
}
