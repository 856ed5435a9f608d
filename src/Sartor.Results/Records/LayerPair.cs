namespace Sartor.Results.Records;

/// <summary>A tensor inside of a source and the one of the variant that stands for it.</summary>
public sealed record LayerPair
{
    /// <summary>Name in the source.</summary>
    public required string Source { get; init; }

    /// <summary>Name in the variant.</summary>
    public required string Variant { get; init; }

    /// <summary>Dimensions in the source.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>
    /// Root mean square error divided by the standard deviation of the source's values, over all elements and samples; null where it is
    /// not finite.
    /// </summary>
    public required double? SpreadError { get; init; }

    /// <summary>
    /// Signal to quantization noise in decibels over all elements and samples, <c>10·log₁₀(Σx² / Σ(x − y)²)</c> with the source's values x;
    /// null where they are equal or not finite, and in files of earlier versions.
    /// </summary>
    public double? SqnrDb { get; init; }
}
