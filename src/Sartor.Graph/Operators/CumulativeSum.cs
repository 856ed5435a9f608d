using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Running sums along an axis. ONNX CumSum 11–14 with a constant axis; TFLite CUMSUM.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Exclusive">Each sum leaves its own element out.</param>
/// <param name="Reverse">Runs from the end.</param>
public sealed partial record CumulativeSum(int Axis, bool Exclusive, bool Reverse) : AxisNormalization(Axis)
{
    protected override AxisNormalization WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        if (Reverse) vector.Reverse();
        double sum = 0;
        foreach (ref var x in vector) (x, sum) = (Exclusive ? sum : sum + x, sum + x);
        if (Reverse) vector.Reverse();
    }

    internal sealed class Onnx() : OnnxBinding("CumSum")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.ConstantInput(1);
            if (axis.Shape.ElementCount != 1) cx.Fail("the axis is not a scalar");
            return [cx.Emit(
                new CumulativeSum(cx.Axis(checked((int)axis.ToInt64s()[0]), 0), cx.Raw.Int("exclusive", 0) != 0, cx.Raw.Int("reverse", 0) != 0), cx.Input(0))];
        }
    }
}
