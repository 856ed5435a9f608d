namespace Sartor.Results.Records;

/// <summary>Numeric differences between the outputs of a variant and of the source on one set of inputs.</summary>
public sealed record Parity
{
    /// <summary>Which inputs: <c>held-out</c>, <c>calibration</c>, or <c>random</c> (seeded, within the range of the data).</summary>
    public required string Set { get; init; }

    /// <summary>How many inputs.</summary>
    public required int Samples { get; init; }

    /// <summary>Largest absolute difference of one element, in units of the output; null when an output is not finite.</summary>
    public required double? MaxAbsError { get; init; }

    /// <summary>
    /// Largest absolute difference of one element divided by the largest magnitude in the source's output for that input; null when an
    /// output is not finite.
    /// </summary>
    public required double? MaxRelError { get; init; }

    /// <summary>Smallest cosine between the two outputs for one input, −1 to 1; null when an output is not finite.</summary>
    public required double? Cosine { get; init; }

    /// <summary>One entry for each output; empty in files of earlier versions.</summary>
    public IReadOnlyList<OutputParity> Outputs
    {
        get;
        // The reader gives null for what a file does not have.
        init => field = value ?? [];
    } = [];

    /// <summary>Mean of that cosine over the inputs; null when an output is not finite, and in files of earlier versions.</summary>
    public double? MeanCosine { get; init; }
}
