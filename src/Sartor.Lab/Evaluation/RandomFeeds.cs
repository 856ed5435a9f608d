using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Lab.Evaluation;

/// <summary>Seeded random inputs for every input of a model.</summary>
internal static class RandomFeeds
{
    /// <summary>Inputs as a source takes them, in reals.</summary>
    /// <param name="boundary">The source's own.</param>
    /// <param name="seed">The same seed gives the same values on every machine.</param>
    /// <param name="range">The values to draw from; null: see <see cref="Range"/>.</param>
    public static Tensor[] For(ModelBoundary boundary, ulong seed, (float Low, float High)? range = null)
    {
        var tensors = new Tensor[boundary.Inputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = boundary.Inputs[i];
            var (low, high) = range ?? Range(input);
            var reals = RandomInputs.Uniform(input.SourceShape, low, high, seed + ((ulong)i << 32));
            tensors[i] = input.Quantization is not null ? reals
                : input.VariantType.Element.IsFloat() ? reals.ConvertTo(input.VariantType.Element)
                : reals.ConvertTo(ElementType.Int32).ConvertTo(input.VariantType.Element);
        }
        return tensors;
    }

    /// <summary>
    /// All that a quantised input of 8 bits can hold; 0 to 255 for plain bytes, as images have; 0 or 1 for other integers, which may
    /// be indices; −1 to 1 for reals.
    /// </summary>
    public static (float Low, float High) Range(BoundaryTensor input)
    {
        var element = input.VariantType.Element;
        if (input.Quantization is { } q && element is ElementType.Int8 or ElementType.UInt8)
        {
            var lowest = element == ElementType.Int8 ? -128 : 0;
            return ((lowest - q.ZeroPoints[0]) * q.Scales[0], (lowest + 255 - q.ZeroPoints[0]) * q.Scales[0]);
        }
        if (element == ElementType.UInt8) return (0, 256);
        return element.IsFloat() || input.Quantization is not null ? (-1, 1) : (0, 2);
    }
}
