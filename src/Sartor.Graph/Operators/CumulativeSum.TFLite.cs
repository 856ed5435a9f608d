using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record CumulativeSum
{
    internal sealed class TFLite() : TFLiteBinding<CumulativeSum>("CUMSUM")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.ConstantInput(1).ToInt64s();
            if (axis.Length != 1) cx.Fail($"{axis.Length} axes");
            return [cx.Emit(new CumulativeSum(cx.Axis(checked((int)axis[0]), 0), cx.Raw.Int("exclusive", 0) != 0, cx.Raw.Int("reverse", 0) != 0), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (CumulativeSum)node.Operator;
            var attributes = new Dictionary<string, object> { ["exclusive"] = op.Exclusive ? 1L : 0L, ["reverse"] = op.Reverse ? 1L : 0L };
            cx.Emit(RawNode.Of("tflite", "CUMSUM", 1, attributes), [node.Input(0), cx.Constant($"{node.Name}/axis", Tensor.Scalar(op.Axis))], node.Outputs);
        }
    }
}
