using Sartor.Core;

namespace Sartor.Convert.Quantization;

/// <summary>Reals to integers and back for any integer type: <c>real = (q − zero point) · scale</c>.</summary>
public static class AffineQuantization
{
    /// <summary>q = saturate(round(x / scale) + zero point), halves to even; NaN becomes 0. One positive scale a tensor.</summary>
    public static Tensor Quantize(Tensor reals, ElementType element, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(reals);
        ArgumentNullException.ThrowIfNull(parameters);
        double scale = parameters.Scales[0];
        var zeroPoint = parameters.ZeroPoints[0];
        // The zero point is added before the conversion: after it, the largest integer would wrap.
        var values = Array.ConvertAll(reals.ToSingles(), x => float.IsNaN(x) ? zeroPoint : long.CreateSaturating(Math.Round(x / scale, MidpointRounding.ToEven) + zeroPoint));
        return Tensor.Create(reals.Shape, values).ConvertTo(element);
    }

    /// <summary>The reals behind the integers, with one scale or one an index of the axis.</summary>
    public static float[] Dequantize(Tensor integers, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(integers);
        ArgumentNullException.ThrowIfNull(parameters);
        var values = integers.ToInt64s();
        var result = new float[values.Length];
        var (inner, count) = parameters.IsPerAxis ? (integers.Shape.Strides()[parameters.Axis], integers.Shape[parameters.Axis]) : (1, 1);
        for (var i = 0; i < result.Length; i++)
        {
            var c = (int)(i / inner % count);
            result[i] = (values[i] - parameters.ZeroPoints[c]) * parameters.Scales[c];
        }
        return result;
    }
}
