using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>Running sums along an axis. ONNX CumSum 11–14 with a constant axis; TFLite CUMSUM.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Exclusive">Each sum leaves its own element out.</param>
/// <param name="Reverse">Runs from the end.</param>
public sealed record CumulativeSum(int Axis, bool Exclusive, bool Reverse) : AxisFunction(Axis)
{
    protected override AxisFunction WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        if (Reverse) vector.Reverse();
        double sum = 0;
        foreach (ref var x in vector) (x, sum) = (Exclusive ? sum : sum + x, sum + x);
        if (Reverse) vector.Reverse();
    }

    internal sealed class Onnx() : OnnxBinding<CumulativeSum>("CumSum")
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("CumSum", ("exclusive", Of(node).Exclusive ? 1L : 0L), ("reverse", Of(node).Reverse ? 1L : 0L)),
            [node.Input(0), Number(cx, $"{node.Name}/axis", Of(node).Axis, ElementType.Int64)], node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.ConstantInput(1);
            if (axis.Shape.ElementCount != 1) cx.Fail("the axis is not a scalar");
            return [cx.Emit(
                new CumulativeSum(
                    cx.Axis(checked((int)axis.ToInt64s()[0]), 0), cx.Raw.Int("exclusive", 0) != 0, cx.Raw.Int("reverse", 0) != 0),
                cx.Input(0))];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<CumulativeSum>("CUMSUM")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.ConstantInput(1).ToInt64s();
            if (axis.Length != 1) cx.Fail($"{axis.Length} axes");
            return [cx.Emit(
                new CumulativeSum(cx.Axis(checked((int)axis[0]), 0), cx.Raw.Int("exclusive", 0) != 0, cx.Raw.Int("reverse", 0) != 0),
                cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (CumulativeSum)node.Operator;
            var attributes = new Dictionary<string, object> { ["exclusive"] = op.Exclusive ? 1L : 0L, ["reverse"] = op.Reverse ? 1L : 0L };
            cx.Emit(
                RawNode.Of("tflite", "CUMSUM", 1, attributes), [node.Input(0), cx.Constant($"{node.Name}/axis", Tensor.Scalar(op.Axis))],
                node.Outputs);
        }
    }
}
