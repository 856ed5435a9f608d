using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>
/// Translates between a tensor as the source model has it, in reals, and the same input or output of a variant, which may have its
/// axes permuted and hold integers.
/// </summary>
/// <param name="Name">Name of the input or output.</param>
/// <param name="SourceShape">Extents as the source has them.</param>
/// <param name="VariantType">Element type and extents that the variant takes or gives.</param>
/// <param name="Permutation">The variant's tensor is the source's, permuted by this; null for none.</param>
/// <param name="Quantization">How the variant's integers stand for reals; null, or a scale of 0, where it holds plain values.</param>
public sealed record BoundaryTensor(
    string Name, Shape SourceShape, TensorType VariantType, Permutation? Permutation, QuantizationParameters? Quantization)
{
    /// <summary>How the variant's integers stand for reals; null where it holds plain values.</summary>
    public QuantizationParameters? Quantization { get; init; } = Quantization is { Scales: [0] } ? null : Quantization;

    /// <summary>The boundary of a graph's input or output.</summary>
    public static BoundaryTensor Of(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var shape = value.Type.Shape ?? throw new UnsupportedModelException(value.Name, null, "its shape is not known; give the input "
            + "shapes with --input-shape");
        var source = value.BoundaryPermutation is { } p ? p.Inverse().Apply(shape) : shape;
        return new BoundaryTensor(value.Name, source, value.Type, value.BoundaryPermutation, value.Quantization);
    }

    /// <summary>The source's tensor as the variant takes it.</summary>
    /// <param name="source">Reals, or integers that mean themselves, of <see cref="SourceShape"/>.</param>
    public Tensor ToVariant(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var permuted = Permutation is null ? source : TensorTranspose.Apply(source, Permutation);
        if (Quantization is null || !permuted.Element.IsFloat()) return permuted.ConvertTo(VariantType.Element);
        return AffineQuantization.Quantize(permuted, VariantType.Element, Quantization);
    }

    /// <summary>The variant's tensor as reals in the order of the source's axes.</summary>
    public float[] ToSource(Tensor variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var permuted = Permutation is null ? variant : TensorTranspose.Apply(variant, Permutation.Inverse());
        return Quantization is null || permuted.Element.IsFloat()
            ? permuted.ToSingles()
            : AffineQuantization.Dequantize(permuted, Quantization);
    }
}
