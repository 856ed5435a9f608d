using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Quantized;

/// <summary>Quantized values in float32 arithmetic, for parameters that are computed and operators without a kernel.</summary>
internal static class QuantizedArithmetic
{
    /// <summary>(x − zero) · scale in float32; without a scale, x − zero.</summary>
    /// <param name="cx">The node.</param>
    /// <param name="x">Integers.</param>
    /// <param name="scale">A scalar, or one an element of the axis; null for 1.</param>
    /// <param name="zero">As the scale, of the type of x; null for 0.</param>
    /// <param name="axis">Where scales are, 0 … rank−1.</param>
    public static Value Real(ReadContext cx, Value x, Value? scale, Value? zero, int axis)
    {
        var real = ToFloat(cx, x);
        if (zero is not null) real = cx.Emit(new Sub(), real, Along(cx, ToFloat(cx, zero), x, axis));
        return scale is null ? real : cx.Emit(new Mul(), real, Along(cx, scale, x, axis));
    }

    /// <summary>round(x / scale) + zero, kept within the integers of a type; halves go to the even number.</summary>
    public static Value Integers(ReadContext cx, Value x, Value scale, Value? zero, int axis, ElementType to)
    {
        var (low, high) = to switch
        {
            ElementType.UInt8 => (0, 255),
            ElementType.Int8 => (-128, 127),
            ElementType.Int16 => (-32768, 32767),
            ElementType.UInt16 => (0, 65535),
            _ => throw new RawNodeException($"quantization to {to.Label()} is not supported"),
        };
        var steps = cx.Emit(new Round(), cx.Emit(new Div(), x, Along(cx, scale, x, axis)));
        if (zero is not null) steps = cx.Emit(new Add(), steps, Along(cx, ToFloat(cx, zero), x, axis));
        return cx.Emit(new Cast(to), cx.Emit(new Clamp(low, high), steps));
    }

    public static Value ToFloat(ReadContext cx, Value x) =>
        x.Type.Element == ElementType.Float32 ? x : cx.Emit(new Cast(ElementType.Float32), x);

    // Parameters [n] of an axis as [1,…,n,…,1]; one parameter broadcasts as it is.
    private static Value Along(ReadContext cx, Value parameters, Value x, int axis)
    {
        Shape? shape = parameters.Type.Shape, whole = x.Type.Shape;
        if (shape is null || whole is null || shape.Rank > 1) cx.Fail($"parameters of shape {shape} are not supported");
        // XNNPACK takes no scalars in some places; an axis of 1 does the same.
        if (shape.ElementCount == 1) return whole.Rank == 0 ? parameters : cx.Emit(new Reshape([1]), parameters);
        if (shape[0] != whole[axis]) cx.Fail($"{shape[0]} parameters do not fit axis {axis} of {whole}");
        return cx.Emit(new Reshape(whole.Extents.Select((_, i) => i == axis ? shape[0] : 1).ToEquatableArray()), parameters);
    }
}
