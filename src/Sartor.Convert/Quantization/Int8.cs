using Sartor.Core;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Parameters and data of TFLite's 8-bit quantisation specification: activations int8 in [−128, 127], asymmetric, one scale a
/// tensor; weights int8 in [−127, 127], zero point 0; biases int32 with the product of the scales of input and weight.
/// </summary>
public static class Int8
{
    /// <summary>
    /// The smallest scale that is used, so that a tensor of zeros has one. The product of two, a bias's, is far above the smallest float.
    /// </summary>
    public const float SmallestScale = 1e-15f;

    /// <summary>Parameters of an activation; the range is widened to contain 0, which is represented exactly.</summary>
    public static QuantizationParameters Activation(ActivationRange range)
    {
        double low = Math.Min(0, range.Minimum), high = Math.Max(0, range.Maximum);
        var scale = Math.Max((float)((high - low) / 255), SmallestScale);
        var zeroPoint = Math.Clamp(Math.Round(-128 - (low / scale), MidpointRounding.ToEven), -128, 127);
        return QuantizationParameters.PerTensor(scale, (long)zeroPoint);
    }

    /// <summary>Parameters of a constant that is neither weight nor bias: those of an activation with its range.</summary>
    public static QuantizationParameters Constant(IReadOnlyCollection<float> values) =>
        Activation(new ActivationRange(values.DefaultIfEmpty().Min(), values.DefaultIfEmpty().Max()));

    /// <summary>Quantises activations or other constants: q = clamp(round(x / scale) + zero point, −128, 127), halves to even.</summary>
    public static sbyte[] Quantize(ReadOnlySpan<float> values, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var result = new sbyte[values.Length];
        double scale = parameters.Scales[0];
        var zeroPoint = parameters.ZeroPoints[0];
        for (var i = 0; i < result.Length; i++)
            result[i] = (sbyte)Math.Clamp(Math.Round(values[i] / scale, MidpointRounding.ToEven) + zeroPoint, -128, 127);
        return result;
    }

    /// <summary>Weights with one symmetric scale for each index of an axis.</summary>
    /// <param name="weights">Any float type.</param>
    /// <param name="axis">The output-channel axis.</param>
    /// <param name="smallestScales">A lower bound for each scale, or null; keeps biases inside int32.</param>
    public static (Tensor Tensor, QuantizationParameters Parameters) WeightsPerAxis(Tensor weights, int axis,
        ReadOnlySpan<double> smallestScales = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var values = weights.ReadSingles();
        var channels = (int)weights.Shape[axis];
        var inner = (int)weights.Shape.Strides()[axis];
        var largest = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / inner % channels;
            largest[channel] = Math.Max(largest[channel], Math.Abs(values[i]));
        }
        var scales = new float[channels];
        for (var c = 0; c < channels; c++)
            scales[c] = (float)Math.Max(Math.Max(largest[c] / 127, SmallestScale), smallestScales.IsEmpty ? 0 : smallestScales[c]);
        var result = new byte[values.Length];
        for (var i = 0; i < values.Length; i++) result[i] = unchecked((byte)Round(values[i] / (double)scales[i / inner % channels]));
        return (new Tensor(ElementType.Int8, weights.Shape, result),
            new(scales.ToEquatableArray(), new long[channels].ToEquatableArray(), axis));
    }

    /// <summary>Weights with one symmetric scale.</summary>
    public static (Tensor Tensor, QuantizationParameters Parameters) WeightsPerTensor(Tensor weights, double smallestScale = 0)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var values = weights.ReadSingles();
        var largest = 0f;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        var scale = (float)Math.Max(Math.Max(largest / 127, SmallestScale), smallestScale);
        var result = new byte[values.Length];
        for (var i = 0; i < values.Length; i++) result[i] = unchecked((byte)Round(values[i] / (double)scale));
        return (new Tensor(ElementType.Int8, weights.Shape, result), QuantizationParameters.PerTensor(scale, 0));
    }

    /// <summary>Biases: q = round(b / (input scale · weight scale)), int32, saturated.</summary>
    public static (Tensor Tensor, QuantizationParameters Parameters) Bias(Tensor bias, float inputScale, QuantizationParameters weights)
    {
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(weights);
        var values = bias.ToSingles();
        var scales = Enumerable.Range(0, weights.IsPerAxis ? values.Length : 1)
            .Select(c => inputScale * weights.Scales[weights.IsPerAxis ? c : 0]).ToArray();
        var result = new int[values.Length];
        for (var c = 0; c < result.Length; c++)
            result[c] = int.CreateSaturating(Math.Round(values[c] / (double)scales[scales.Length > 1 ? c : 0], MidpointRounding.ToEven));
        return (Tensor.Create(bias.Shape, result), new(scales.ToEquatableArray(), new long[scales.Length].ToEquatableArray(), 0));
    }

    private static sbyte Round(double value) => (sbyte)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), -127, 127);
}
