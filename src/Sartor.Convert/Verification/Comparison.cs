namespace Sartor.Convert.Verification;

/// <summary>
/// How far the outputs of a variant and of its source lie apart over one set of samples. Scores, intervals and verdicts are the Lab's.
/// </summary>
public sealed record Comparison
{
    /// <summary>Name of the set: <c>held-out</c>, <c>calibration</c>, <c>random</c>.</summary>
    public required string Set { get; init; }

    /// <summary>Samples compared.</summary>
    public required int Samples { get; init; }

    /// <summary><see cref="ParityAccumulator.MaxAbsError"/>; NaN when an output was not finite.</summary>
    public required double MaxAbsError { get; init; }

    /// <summary><see cref="ParityAccumulator.MaxRelError"/>; NaN when an output was not finite.</summary>
    public required double MaxRelError { get; init; }

    /// <summary>Smallest cosine of one output of one sample; NaN when an output was not finite.</summary>
    public required double MinCosine { get; init; }

    /// <summary>Mean cosine of the output where it is smallest; NaN when an output was not finite.</summary>
    public required double MeanCosine { get; init; }
}
