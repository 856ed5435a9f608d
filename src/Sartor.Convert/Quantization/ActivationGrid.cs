using Sartor.Core;

namespace Sartor.Convert.Quantization;

/// <summary>
/// The integers that activations are stored as: int8, asymmetric, with int32 biases; or int16, symmetric, with int64 biases.
/// </summary>
internal sealed class ActivationGrid
{
    private const double Largest16 = short.MaxValue;

    private ActivationGrid(ElementType element) => Element = element;

    public static ActivationGrid Int8Values { get; } = new(ElementType.Int8);

    public static ActivationGrid Int16Values { get; } = new(ElementType.Int16);

    /// <summary>int8 or int16.</summary>
    public ElementType Element { get; }

    public bool IsInt16 => Element == ElementType.Int16;

    /// <summary>The result of a softmax or logistic function.</summary>
    public QuantizationParameters UnitInterval => IsInt16 ? Half16 : QuantizationParameters.PerTensor(1f / 256, -128);

    /// <summary>The result of a hyperbolic tangent.</summary>
    public QuantizationParameters SignedUnitInterval => IsInt16 ? Half16 : QuantizationParameters.PerTensor(1f / 128, 0);

    /// <summary>
    /// How many times smaller than that of an operand the scale of a sum may be: kernels shift operands by 20 bits, or 15, and end the
    /// process where the multiplier behind it, twice the quotient of the scales, is 1 or more (TFLite 2.9, kernels/add.cc).
    /// </summary>
    public double LargestSumQuotient => IsInt16 ? 1 << 13 : 1 << 18;

    private static QuantizationParameters Half16 => QuantizationParameters.PerTensor(1f / 32768, 0);

    public static ActivationGrid Of(ElementType element) => element switch
    {
        ElementType.Int8 => Int8Values,
        ElementType.Int16 => Int16Values,
        _ => throw new OptionException("activations", $"must be int8 or int16, got {element.Label()}"),
    };

    /// <summary>Parameters of an activation; 0 is represented exactly.</summary>
    public QuantizationParameters Parameters(ActivationRange range) => !IsInt16 ? Int8.Activation(range)
        : QuantizationParameters.PerTensor(
            Math.Max((float)(Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum)) / Largest16), Int8.SmallestScale), 0);

    /// <summary>Parameters of a constant that is neither weight nor bias.</summary>
    public QuantizationParameters Constant(IReadOnlyCollection<float> values) =>
        Parameters(new ActivationRange(values.DefaultIfEmpty().Min(), values.DefaultIfEmpty().Max()));

    /// <summary>The integers of values.</summary>
    public Tensor Quantize(Shape shape, float[] values, QuantizationParameters parameters)
    {
        if (!IsInt16) return Tensor.Create(shape, Int8.Quantize(values, parameters));
        double scale = parameters.Scales[0];
        return Tensor.Create(
            shape, Array.ConvertAll(values, v => short.CreateSaturating(Math.Round(v / scale, MidpointRounding.ToEven))));
    }

    /// <summary>A bias in steps of the product of the scales of input and weights.</summary>
    public (Tensor Tensor, QuantizationParameters Parameters) Bias(Tensor bias, float inputScale, QuantizationParameters weights)
    {
        if (!IsInt16) return Int8.Bias(bias, inputScale, weights);
        float[] scales = [.. weights.Scales.Select(scale => inputScale * scale)];
        var steps = bias.ToSingles().Select((b, c) => long.CreateSaturating(Math.Round(b / (double)scales[scales.Length > 1 ? c : 0])));
        return (Tensor.Create(bias.Shape, steps.ToArray()),
            new(scales.ToEquatableArray(), new long[scales.Length].ToEquatableArray(), 0));
    }
}
