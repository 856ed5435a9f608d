using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>
/// Translates between a tensor as the source model has it, as float values, and the same input or output of a variant, which may have its
/// axes permuted and hold integers.
/// </summary>
/// <param name="Name">Name of the input or output.</param>
/// <param name="SourceShape">Shape in the source.</param>
/// <param name="VariantType">Element type and shape in the variant.</param>
/// <param name="Permutation">The variant's tensor is the source's, permuted by this; null for none.</param>
/// <param name="Quantization">How the variant's integers stand for float values; null, or a scale of 0, if it holds plain values.</param>
public sealed record TensorMapping(
    string Name, Shape SourceShape, TensorType VariantType, Permutation? Permutation, QuantizationParameters? Quantization)
{
    /// <summary>How the variant's integers stand for float values; null if it holds plain values.</summary>
    public QuantizationParameters? Quantization { get; init; } = Quantization is { Scales: [0] } ? null : Quantization;

    /// <summary>
    /// The input stands for whole pixels: a variant of plain uint8 takes them, and whatever takes reals is fed those of whole pixels, so
    /// that both see the same picture. Null for any other input.
    /// </summary>
    public PixelInput? Pixels { get; init; }

    /// <summary>
    /// What stands for the input where samples are fed: <see cref="SourceShape"/>, or pictures <c>[N,H,W,C]</c> where resize and crop are
    /// inside of a variant.
    /// </summary>
    public Shape FedShape => Pixels?.FedShape ?? SourceShape;

    /// <summary>Which rows count; null for all.</summary>
    public CountedRows? Counted { get; init; }

    /// <summary>See <see cref="Value.PaddedAxis"/>; null where the source has as many rows as the variant.</summary>
    public int? PaddedAxis { get; init; }

    /// <summary>The mapping of a graph's input or output.</summary>
    public static TensorMapping Of(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var shape = value.Type.Shape ?? throw new UnsupportedModelException(value.Name, null, "its shape is unknown; give the input "
            + "shapes with --input-shape");
        var source = value.BoundaryPermutation is { } p ? p.Inverse().Apply(shape) : shape;
        return new TensorMapping(value.Name, source, value.Type, value.BoundaryPermutation, value.Quantization)
        {
            PaddedAxis = value.BoundaryPermutation is null ? value.PaddedAxis : null,
        };
    }

    /// <summary>The source's tensor as the variant takes it.</summary>
    /// <param name="source">Float values, or integers that are no quantized values, of <see cref="FedShape"/>.</param>
    public Tensor ToVariant(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Pixels is not null)
        {
            var isRaw = VariantType.Element == ElementType.UInt8 && Quantization is null;
            if (Pixels.Frame is null) source = isRaw ? Pixels.ToPixels(source) : Pixels.ToWhole(source);
            else if (isRaw) return PixelInput.ToBytes(source);
            else source = Pixels.ToSource(source);
        }
        var permuted = Permutation is null ? source : TensorTranspose.Apply(source, Permutation);
        if (Quantization is null || !permuted.Element.IsFloat()) return permuted.ConvertTo(VariantType.Element);
        return AffineQuantization.Quantize(permuted, VariantType.Element, Quantization);
    }

    /// <summary>The variant's tensor as float values in the order of the source's axes.</summary>
    public float[] ToSource(Tensor variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        if (PaddedAxis is { } axis) variant = PaddedRows.Fill(variant, SourceShape, axis);
        var permuted = Permutation is null ? variant : TensorTranspose.Apply(variant, Permutation.Inverse());
        return Quantization is null || permuted.Element.IsFloat()
            ? permuted.ToSingles()
            : AffineQuantization.Dequantize(permuted, Quantization);
    }
}
