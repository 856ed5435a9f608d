using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Seeded inputs that no data set has: they show errors of layout and padding that a smooth image hides.</summary>
public static class RandomInputs
{
    /// <summary>Inputs as a source takes them, as float values.</summary>
    /// <param name="signature">The source's own.</param>
    /// <param name="seed">The same seed gives the same values on every machine.</param>
    /// <param name="range">The values to draw from; null: see <see cref="Range"/>.</param>
    public static Tensor[] For(ModelSignature signature, ulong seed, (float Low, float High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var tensors = new Tensor[signature.Inputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = signature.Inputs[i];
            var (low, high) = range ?? Range(input);
            var values = Uniform(input.SourceShape, low, high, seed + ((ulong)i << 32));
            tensors[i] = input.Quantization is not null ? values
                : input.VariantType.Element.IsFloat() ? values.ConvertTo(input.VariantType.Element)
                : values.ConvertTo(ElementType.Int32).ConvertTo(input.VariantType.Element);
        }
        return tensors;
    }

    /// <summary>
    /// The values to draw from: the whole range of a quantized 8-bit input; 0 to 255 for plain bytes, as images have; 0 or 1 for other
    /// integers, which may be indices; −1 to 1 for floats.
    /// </summary>
    /// <param name="input">An input of the source.</param>
    public static (float Low, float High) Range(TensorMapping input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var element = input.VariantType.Element;
        if (input.Quantization is { } q && element is ElementType.Int8 or ElementType.UInt8)
        {
            var lowest = element == ElementType.Int8 ? -128 : 0;
            return ((lowest - q.ZeroPoints[0]) * q.Scales[0], (lowest + 255 - q.ZeroPoints[0]) * q.Scales[0]);
        }
        if (element == ElementType.UInt8) return (0, 256);
        return element.IsFloat() || input.Quantization is not null ? (-1, 1) : (0, 2);
    }

    /// <summary>Uniform values, the same for the same seed on every machine.</summary>
    /// <param name="shape">Extents of the input.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    /// <param name="seed">Seed of a SplitMix64 stream (Steele, Lea and Flood 2014).</param>
    public static Tensor Uniform(Shape shape, float low, float high, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var values = new float[shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = low + ((high - low) * (float)((z >> 40) * (1.0 / (1 << 24))));
        }
        return Tensor.Create(shape, values);
    }
}
