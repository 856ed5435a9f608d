namespace Sartor.Results.Records;

/// <summary>How a variant compares with the source (docs/verification.md).</summary>
public sealed record Verdict
{
    /// <summary>Engine and delegate that ran the variant, e.g. <c>tflite/none</c>.</summary>
    public required string RanOn { get; init; }

    /// <summary>Numeric differences, one entry for each set of inputs: <c>judgement</c>, <c>calibration</c>, <c>random</c>.</summary>
    public required IReadOnlyList<Parity> Parity { get; init; }

    /// <summary>Share of judgement samples for which variant and source name the same class; null when the output is no classification.</summary>
    public Proportion? Top1Agreement { get; init; }

    /// <summary>Share of judgement samples that the variant labels right; null without labels.</summary>
    public Proportion? Accuracy { get; init; }

    /// <summary>The same of the source on the same samples; null without labels.</summary>
    public Proportion? SourceAccuracy { get; init; }

    /// <summary>Whether the variant may be recommended.</summary>
    public required Gate Gate { get; init; }
}
