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

    /// <summary>Samples that the spread of the source is of: those compared, and those that only the source was run on.</summary>
    public int SourceSamples { get => Math.Max(field, Samples); init; }

    /// <summary>One entry for each output of the source.</summary>
    public required IReadOnlyList<OutputComparison> Outputs { get; init; }

    /// <summary>Largest of the outputs; NaN when an output was not finite.</summary>
    public double MaxAbsError => Worst(o => o.MaxAbsError, Math.Max);

    /// <summary>Largest of the outputs; NaN when an output was not finite.</summary>
    public double MaxRelError => Worst(o => o.MaxRelError, Math.Max);

    /// <summary>Smallest of the outputs; NaN when an output was not finite.</summary>
    public double MinCosine => Worst(o => o.MinCosine, Math.Min);

    /// <summary>Of the output where it is smallest; NaN when an output was not finite.</summary>
    public double MeanCosine => Worst(o => o.MeanCosine, Math.Min);

    // Math.Max and Math.Min let a NaN through, Enumerable's do not.
    private double Worst(Func<OutputComparison, double> number, Func<double, double, double> worse) =>
        Outputs.Select(number).Aggregate(worse);
}
