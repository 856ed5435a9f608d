namespace Sartor.Convert.Verification;

/// <summary>How far one output of a variant lies from its source's over one set of samples.</summary>
public sealed record OutputComparison
{
    /// <summary>Name, as the source has it.</summary>
    public required string Name { get; init; }

    /// <summary>Elements of one sample.</summary>
    public long Elements { get; init; }

    /// <summary>What its elements are.</summary>
    public OutputKind Kind { get; init; }

    /// <summary>Largest |a − b| of one element; NaN when an output of the variant is not finite where the source's is.</summary>
    public required double MaxAbsError { get; init; }

    /// <summary>
    /// Largest over the samples of max|a − b| ÷ max|a|, a being the finite values of the source's output; +∞ where these are all 0 and b
    /// is not, NaN as above.
    /// </summary>
    public required double MaxRelError { get; init; }

    /// <summary>
    /// Smallest cosine a·b ÷ (‖a‖·‖b‖) of one sample, without the elements that are the same infinity, or NaN in the source; 1 for two
    /// zero vectors, 0 when one of them is zero.
    /// </summary>
    public required double MinCosine { get; init; }

    /// <summary>Mean cosine over the samples.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>Share of the elements that differ, 0 to 1.</summary>
    public double Different { get; init; }

    /// <summary>The same of each sample.</summary>
    public IReadOnlyList<float> DifferentOfSample { get; init; } = [];

    /// <summary>Whether the elements of the source are whole numbers by their operators.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether the elements of the source are steps of a scale by their operators.</summary>
    public bool IsStepped { get; init; }

    /// <summary>Share of the elements that are whole numbers in the source and none in the variant, 0 to 1.</summary>
    public double Broken { get; init; }

    /// <summary>Share of the elements that are NaN in the source, 0 to 1: nothing can be said of them.</summary>
    public double Undefined { get; init; }

    /// <summary>Relative error that rounding in float32 explains (<see cref="RoundingBound"/>).</summary>
    public double Rounding { get; init; }

    /// <summary>Terms of the sum that gives its elements, at least 1.</summary>
    public double LastSum { get; init; } = 1;

    /// <summary>The tensors that the source joins to it.</summary>
    public OutputParts Parts { get; init; } = OutputParts.None;

    /// <summary>The output as a whole, then its slices along every axis; empty where nothing was compared.</summary>
    public IReadOnlyList<SliceComparison> Slices { get; init; } = [];
}
