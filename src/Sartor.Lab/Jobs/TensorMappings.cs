using Sartor.Convert;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Describes signatures in a result.</summary>
internal static class TensorMappings
{
    /// <summary>One entry for each tensor of a variant.</summary>
    /// <param name="variant">The variant's inputs or outputs.</param>
    /// <param name="source">The source's own, in the same order.</param>
    public static IReadOnlyList<TensorMappingFacts> Describe(IReadOnlyList<TensorMapping> variant, IReadOnlyList<TensorMapping> source) =>
    [
        .. variant.Select((tensor, i) => new TensorMappingFacts
        {
            Name = tensor.Name,
            SourceElementType = source[i].VariantType.Element.Label(),
            SourceShape = tensor.SourceShape.Extents,
            ElementType = tensor.VariantType.Element.Label(),
            Shape = tensor.VariantType.Shape!.Extents,
            Permutation = tensor.Permutation?.Axes.Items,
            Scale = tensor.Quantization is { IsPerAxis: false } q ? q.Scales[0] : null,
            ZeroPoint = tensor.Quantization is { IsPerAxis: false } z ? z.ZeroPoints[0] : null,
        }),
    ];
}
