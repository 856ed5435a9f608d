using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// x / ‖x‖ along an axis, with the sum of magnitudes or the root of the sum of squares, and 0 where that is 0: ONNX LpNormalization 1–22,
/// which has no operator of its own here.
/// </summary>
internal static class LpNormalization
{
    internal sealed class Onnx() : OnnxBinding("LpNormalization")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            var p = cx.Raw.Int("p", 2);
            if (p is not (1 or 2)) throw new RawNodeException($"p {p} is not in the specification");
            Value Number(double value) => cx.Constant(Tensor.Scalar(value).ConvertTo(x.Type.Element));
            var sum = cx.Emit(
                new Reduce(ReductionKind.Sum, [cx.Axis(cx.Raw.Int32("axis", -1), 0)], KeepAxes: true),
                p == 1 ? cx.Emit(new Abs(), x) : cx.Emit(new Square(), x));
            var norm = p == 1 ? sum : cx.Emit(new Sqrt(), sum);
            return [cx.Emit(new Div(), x, cx.Emit(new Select(), cx.Emit(new Equal(), norm, Number(0)), Number(1), norm))];
        }
    }
}
