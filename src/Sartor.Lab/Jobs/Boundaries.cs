using Sartor.Convert;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Describes boundaries for a result.</summary>
internal static class Boundaries
{
    /// <summary>One entry for each tensor of a variant.</summary>
    /// <param name="variant">The variant's inputs or outputs.</param>
    /// <param name="source">The source's own, in the same order.</param>
    public static IReadOnlyList<BoundaryFacts> Describe(IReadOnlyList<BoundaryTensor> variant, IReadOnlyList<BoundaryTensor> source) =>
    [
        .. variant.Select((tensor, i) => new BoundaryFacts
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
