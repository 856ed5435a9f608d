using System.Numerics;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>Float values to integers and back for any integer type: <c>value = (q − zero point) · scale</c>.</summary>
public static class AffineQuantization
{
    /// <summary>q = saturate(round(x / scale) + zero point), halves to even; NaN becomes 0. One positive scale a tensor.</summary>
    public static Tensor Quantize(Tensor floats, ElementType element, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(floats);
        ArgumentNullException.ThrowIfNull(parameters);
        return element switch
        {
            ElementType.Int8 => Steps<sbyte>(floats, element, parameters),
            ElementType.UInt8 => Steps<byte>(floats, element, parameters),
            ElementType.Int16 => Steps<short>(floats, element, parameters),
            ElementType.UInt16 => Steps<ushort>(floats, element, parameters),
            ElementType.Int32 => Steps<int>(floats, element, parameters),
            ElementType.UInt32 => Steps<uint>(floats, element, parameters),
            ElementType.Int64 => Steps<long>(floats, element, parameters),
            ElementType.UInt64 => Steps<ulong>(floats, element, parameters),
            _ => throw new ArgumentException($"{element.Label()} is no integer type of whole bytes", nameof(element)),
        };
    }

    /// <summary>The float values behind the integers, with one scale or one an index of the axis.</summary>
    public static float[] Dequantize(Tensor integers, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(integers);
        ArgumentNullException.ThrowIfNull(parameters);
        return integers.Element switch
        {
            ElementType.Int8 => Floats(integers.AsSpan<sbyte>(), integers.Shape, parameters),
            ElementType.UInt8 => Floats(integers.AsSpan<byte>(), integers.Shape, parameters),
            ElementType.Int16 => Floats(integers.AsSpan<short>(), integers.Shape, parameters),
            _ => Floats<long>(integers.ToInt64s(), integers.Shape, parameters),
        };
    }

    // Written where they stay: an input of many megabytes has no copy of eight times its size on the way.
    private static Tensor Steps<T>(Tensor floats, ElementType element, QuantizationParameters parameters)
        where T : unmanaged, INumberBase<T>
    {
        var values = floats.ReadSingles();
        double scale = parameters.Scales[0];
        var zeroPoint = parameters.ZeroPoints[0];
        var data = new byte[element.ByteCount(values.Length)];
        var steps = MemoryMarshal.Cast<byte, T>(data.AsSpan());
        // The zero point is added before the conversion: after it, the largest integer would wrap.
        for (var i = 0; i < values.Length; i++)
        {
            var step = float.IsNaN(values[i]) ? 0 : Math.Round(values[i] / scale, MidpointRounding.ToEven);
            steps[i] = T.CreateSaturating(step + zeroPoint);
        }
        return new Tensor(element, floats.Shape, data);
    }

    private static float[] Floats<T>(ReadOnlySpan<T> values, Shape shape, QuantizationParameters parameters)
        where T : unmanaged, INumberBase<T>
    {
        var result = new float[values.Length];
        var (inner, count) = parameters.IsPerAxis ? (shape.Strides()[parameters.Axis], shape[parameters.Axis]) : (1, 1);
        for (var i = 0; i < result.Length; i++)
        {
            var c = (int)(i / inner % count);
            result[i] = (long.CreateTruncating(values[i]) - parameters.ZeroPoints[c]) * parameters.Scales[c];
        }
        return result;
    }
}
