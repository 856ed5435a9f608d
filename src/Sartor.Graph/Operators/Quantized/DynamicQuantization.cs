using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Quantized;

/// <summary>
/// uint8 values with the scale and zero point of their own range, which includes 0: ONNX DynamicQuantizeLinear 11, which has no operator of
/// its own here.
/// </summary>
internal static class DynamicQuantization
{
    internal sealed class Onnx() : OnnxBinding("DynamicQuantizeLinear")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            var count = cx.Shape(0).ElementCount;
            Value Number(float value) => cx.Constant(Tensor.Scalar(value));
            // As [1]: XNNPACK takes no scalars in some places.
            Value Extreme(ReductionKind kind) => cx.Emit(new Reduce(kind, [0], KeepAxes: true), cx.Emit(new Reshape([count]), x));
            var low = cx.Emit(new Minimum(), Extreme(ReductionKind.Min), Number(0));
            var high = cx.Emit(new Maximum(), Extreme(ReductionKind.Max), Number(0));
            var scale = cx.Emit(new Div(), cx.Emit(new Sub(), high, low), Number(255));
            var zero = cx.Emit(new Round(), cx.Emit(new Clamp(0, 255), cx.Emit(new Neg(), cx.Emit(new Div(), low, scale))));
            var steps = cx.Emit(new Add(), cx.Emit(new Round(), cx.Emit(new Div(), x, scale)), zero);
            var integers = cx.Emit(new Cast(ElementType.UInt8), cx.Emit(new Clamp(0, 255), steps));
            var scalar = new Reshape([]);
            return [integers, cx.Emit(scalar, scale), cx.Emit(new Cast(ElementType.UInt8), cx.Emit(scalar, zero))];
        }
    }
}
