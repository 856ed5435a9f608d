using Sartor.Core;

namespace Sartor.Kernels;

/// <summary>Quantisation parameters of the tensors of a case, and the way between reals and stored integers.</summary>
internal static class Parameters
{
    /// <summary>Parameters of one scale for a range that contains 0: asymmetric for 8 bits, symmetric for 16.</summary>
    public static QuantizationParameters PerTensor(ElementType element, IReadOnlyCollection<double> values)
    {
        double low = Math.Min(0, values.Min()), high = Math.Max(0.01, values.Max());
        if (element == ElementType.Int16) return QuantizationParameters.PerTensor((float)(Math.Max(-low, high) / 32767), 0);
        var scale = (float)((high - low) / 255);
        var lowest = element == ElementType.UInt8 ? 0 : -128;
        return QuantizationParameters.PerTensor(scale, (long)Math.Clamp(Math.Round(lowest - (low / scale)), lowest, lowest + 255));
    }

    /// <summary>Parameters of weights: int8 in [−127, 127]; uint8 as <see cref="PerTensor"/>.</summary>
    public static QuantizationParameters Symmetric(ElementType element, IReadOnlyCollection<double> values) => element == ElementType.UInt8
        ? PerTensor(element, values)
        : QuantizationParameters.PerTensor((float)(Math.Max(0.01, values.Max(Math.Abs)) / 127), 0);

    /// <summary>A scale for each index of an axis; the middle of the range is 0, or 128 for uint8.</summary>
    public static QuantizationParameters PerAxis(ElementType element, IReadOnlyList<double> values, Shape shape, int axis)
    {
        var largest = new double[shape[axis]];
        for (var i = 0; i < values.Count; i++)
        {
            var at = Index(i, shape, axis);
            largest[at] = Math.Max(largest[at], Math.Abs(values[i]));
        }
        var zero = element == ElementType.UInt8 ? 128L : 0;
        return new QuantizationParameters(
            largest.Select(v => (float)(Math.Max(0.01, v) / 127)).ToEquatableArray(), largest.Select(_ => zero).ToEquatableArray(), axis);
    }

    /// <summary>Parameters of an output.</summary>
    public static QuantizationParameters Of(KernelOutput output, IReadOnlyList<double> expected, QuantizationParameters? input)
    {
        var zero = output.Element == ElementType.UInt8 ? 0 : -128;
        return (output.Scale, output.Element) switch
        {
            (OutputScale.SameAsInput, _) when input is not null => input,
            (OutputScale.UnitInterval or OutputScale.SignedUnitInterval, ElementType.Int16) =>
                QuantizationParameters.PerTensor(1f / 32768, 0),
            (OutputScale.Logarithm, ElementType.Int16) => QuantizationParameters.PerTensor(16f / 32768, 0),
            (OutputScale.UnitInterval, _) => QuantizationParameters.PerTensor(1f / 256, zero),
            (OutputScale.SignedUnitInterval, _) => QuantizationParameters.PerTensor(1f / 128, zero + 128),
            (OutputScale.Logarithm, _) => QuantizationParameters.PerTensor(16f / 256, zero + 255),
            _ when output.IsPerAxis => PerAxis(output.Element, expected, output.Shape, output.Shape.Rank - 1),
            _ => PerTensor(output.Element, expected),
        };
    }

    /// <summary>The integers that stand for reals.</summary>
    public static Tensor Store(ElementType element, Shape shape, IReadOnlyList<double> reals, QuantizationParameters parameters)
    {
        var steps = new long[reals.Count];
        var (low, high) = Limits(element);
        for (var i = 0; i < steps.Length; i++)
        {
            var at = parameters.IsPerAxis ? Index(i, shape, parameters.Axis) : 0;
            steps[i] = (long)Math.Clamp(Math.Round(reals[i] / parameters.Scales[at]) + parameters.ZeroPoints[at], low, high);
        }
        return Tensor.Create(shape, steps).ConvertTo(element);
    }

    /// <summary>The reals that integers stand for.</summary>
    public static double[] Reals(Tensor tensor, QuantizationParameters? parameters)
    {
        if (parameters is null) return tensor.ToDoubles();
        var steps = tensor.ToInt64s();
        var reals = new double[steps.Length];
        for (var i = 0; i < reals.Length; i++)
        {
            var at = parameters.IsPerAxis ? Index(i, tensor.Shape, parameters.Axis) : 0;
            reals[i] = (steps[i] - parameters.ZeroPoints[at]) * (double)parameters.Scales[at];
        }
        return reals;
    }

    /// <summary>The least and the greatest integer of a type.</summary>
    public static (double Low, double High) Limits(ElementType element) => element switch
    {
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private static int Index(int place, Shape shape, int axis) => (int)(place / shape.Strides()[axis] % shape[axis]);
}
