namespace Sartor.Convert.Verification;

/// <summary>
/// What came of running a variant and its source over one set of samples. Counts only; intervals and verdicts are the Lab's.
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

    /// <summary>
    /// Samples for which both name the same class; null where the first output is no vector of scores
    /// (<see cref="Classification.NamesClasses"/>).
    /// </summary>
    public required int? Agreements { get; init; }

    /// <summary>Classes that the first output has scores for.</summary>
    public required int Classes { get; init; }

    /// <summary>Samples with a label.</summary>
    public required int Labelled { get; init; }

    /// <summary>Labelled samples that the variant gets right.</summary>
    public required int Correct { get; init; }

    /// <summary>Labelled samples that the source gets right.</summary>
    public required int SourceCorrect { get; init; }

    /// <summary>Labelled samples that only the source gets right.</summary>
    public required int Lost { get; init; }

    /// <summary>Labelled samples that only the variant gets right.</summary>
    public required int Won { get; init; }
}
