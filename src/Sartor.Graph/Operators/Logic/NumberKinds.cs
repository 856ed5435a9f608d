using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>What is no number, and what is infinite: ONNX IsNaN and IsInf, which have no operators of their own here.</summary>
internal static class NumberKinds
{
    /// <summary>x ≠ x, which holds only of what is not a number.</summary>
    internal sealed class OnnxIsNaN() : OnnxBinding("IsNaN")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new NotEqual(), cx.Input(0), cx.Input(0))];
    }

    /// <summary>|x| = ∞, or x = ±∞ where only one of the two counts.</summary>
    internal sealed class OnnxIsInf() : OnnxBinding("IsInf")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            bool negative = cx.Raw.Int("detect_negative", 1) != 0, positive = cx.Raw.Int("detect_positive", 1) != 0;
            if (!negative && !positive) cx.Fail("it detects neither infinity");
            var infinity = positive ? double.PositiveInfinity : double.NegativeInfinity;
            var x = negative && positive ? cx.Emit(new Abs(), cx.Input(0)) : cx.Input(0);
            return [cx.Emit(new Equal(), x, cx.Constant(Tensor.Scalar(infinity).ConvertTo(x.Type.Element)))];
        }
    }
}
