using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Operators.Quantized;

/// <summary>
/// Products of integers with zero points, in float32: sums are exact up to 2²⁴. ONNX ConvInteger and MatMulInteger 10, QLinearConv 10 and
/// QLinearMatMul 10–21.
/// </summary>
internal static class QuantizedProducts
{
    /// <summary>Inputs x, w, zero of x, zero of w → int32.</summary>
    internal sealed class OnnxIntegerConvolution() : OnnxBinding("ConvInteger")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = QuantizedArithmetic.Real(cx, cx.Input(0), null, cx.OptionalInput(2), 0);
            var w = QuantizedArithmetic.Real(cx, cx.Input(1), null, cx.OptionalInput(3), 0);
            return [cx.Emit(new Cast(ElementType.Int32), cx.Emit(Convolution.Onnx.Operator(cx, cx.Shape(1)), x, w, null))];
        }
    }

    /// <summary>Inputs a, b, zero of a (one a row), zero of b (one a column) → int32.</summary>
    internal sealed class OnnxIntegerProduct() : OnnxBinding("MatMulInteger")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var a = QuantizedArithmetic.Real(cx, cx.Input(0), null, cx.OptionalInput(2), Math.Max(0, cx.Shape(0).Rank - 2));
            var b = QuantizedArithmetic.Real(cx, cx.Input(1), null, cx.OptionalInput(3), Math.Max(0, cx.Shape(1).Rank - 1));
            return [cx.Emit(new Cast(ElementType.Int32), cx.Emit(new MatMul(), a, b))];
        }
    }

    /// <summary>Inputs x, its scale and zero, w, its scales and zeros, the result's scale and zero, an int32 bias.</summary>
    internal sealed class OnnxConvolution() : OnnxBinding("QLinearConv")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = QuantizedArithmetic.Real(cx, cx.Input(0), cx.Input(1), cx.Input(2), 1);
            var w = QuantizedArithmetic.Real(cx, cx.Input(3), cx.Input(4), cx.Input(5), 0);
            // The bias counts in steps of both scales.
            var bias = cx.OptionalInput(8) is { } b
                ? cx.Emit(new Mul(), QuantizedArithmetic.ToFloat(cx, b), cx.Emit(new Mul(), cx.Input(1), cx.Input(4)))
                : null;
            var y = cx.Emit(Convolution.Onnx.Operator(cx, cx.Shape(3)), x, w, bias);
            return [QuantizedArithmetic.Integers(cx, y, cx.Input(6), cx.Input(7), 1, cx.Input(7).Type.Element)];
        }
    }

    /// <summary>Inputs a, its scale and zero, b, its scale and zero, the result's scale and zero.</summary>
    internal sealed class OnnxProduct() : OnnxBinding("QLinearMatMul")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var a = QuantizedArithmetic.Real(cx, cx.Input(0), cx.Input(1), cx.Input(2), Math.Max(0, cx.Shape(0).Rank - 2));
            var b = QuantizedArithmetic.Real(cx, cx.Input(3), cx.Input(4), cx.Input(5), Math.Max(0, cx.Shape(3).Rank - 1));
            return [QuantizedArithmetic.Integers(
                cx, cx.Emit(new MatMul(), a, b), cx.Input(6), cx.Input(7), 0, cx.Input(7).Type.Element)];
        }
    }
}
