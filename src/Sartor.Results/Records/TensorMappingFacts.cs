namespace Sartor.Results.Records;

/// <summary>One input or output of a variant beside that of its source.</summary>
public sealed record TensorMappingFacts
{
    /// <summary>Name in the variant.</summary>
    public required string Name { get; init; }

    /// <summary>Type of one element in the source.</summary>
    public required string SourceElementType { get; init; }

    /// <summary>Dimensions in the source.</summary>
    public required IReadOnlyList<long> SourceShape { get; init; }

    /// <summary>Type of one element in the variant.</summary>
    public required string ElementType { get; init; }

    /// <summary>Dimensions in the variant.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Axis <c>i</c> of the variant is axis <c>permutation[i]</c> of the source; null if the order is the same.</summary>
    public required IReadOnlyList<int>? Permutation { get; init; }

    /// <summary>
    /// value = (q − <see cref="ZeroPoint"/>) · scale; null if the variant is not quantized, or has one scale per channel.
    /// </summary>
    public required double? Scale { get; init; }

    /// <summary>The integer that stands for 0; null if <see cref="Scale"/> is null.</summary>
    public required long? ZeroPoint { get; init; }
}
