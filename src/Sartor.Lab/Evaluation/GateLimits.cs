namespace Sartor.Lab.Evaluation;

/// <summary>What a variant has to reach to be recommended (docs/verification.md).</summary>
public sealed record GateLimits
{
    public static readonly GateLimits Default = new();

    /// <summary>
    /// Largest error of a float32 variant, as a multiple of what the rounding of its sums explains (<c>RoundingBound</c>); default 1.
    /// </summary>
    public double MaxRounding { get; init; } = 1;

    /// <summary>Largest error of a slice of a float32 variant, in parts of its spread; default 0.01.</summary>
    public double MaxSpreadErrorFloat32 { get; init; } = 0.01;

    /// <summary>
    /// Largest root mean square error of an output of a float16 variant, in parts of its spread; default 0.05. Four times that for a slice.
    /// </summary>
    public double MaxSpreadErrorFloat16 { get; init; } = 0.05;

    /// <summary>
    /// Largest root mean square error of an output of a quantized variant, in parts of its spread; default 0.35: it explains 88 % of the
    /// variance. Twice that, half of the variance, for a slice.
    /// </summary>
    public double MaxSpreadError { get; init; } = 0.35;

    /// <summary>Largest share of decisions, as indices of the largest, that a float16 variant takes otherwise; default 0.02.</summary>
    public double MaxUnequalFloat16 { get; init; } = 0.02;

    /// <summary>Largest share of decisions that a quantized variant takes otherwise; default 0.1.</summary>
    public double MaxUnequal { get; init; } = 0.1;

    /// <summary>
    /// Whether random inputs may judge a quantized variant, by <see cref="MaxSpreadError"/>, where there is no data; default false: it
    /// does not pass then. For single conversions only, whose user is told what judged; nothing is recommended on such grounds.
    /// </summary>
    public bool RandomInputsDecide { get; init; }

    /// <summary>Smallest share of agreement with the source of a quantised variant, where there are no labels; default 0.9.</summary>
    public double MinAgreement { get; init; } = 0.9;

    /// <summary>
    /// Largest <see cref="Results.Records.ScoreResult.Loss"/> that passes although it is statistically significant; default 0.01.
    /// </summary>
    public double MaxSignificantLoss { get; init; } = 0.01;

    /// <summary>Largest loss that passes, however few samples speak for it; default 0.05.</summary>
    public double MaxLoss { get; init; } = 0.05;

    /// <summary>Level of the paired test of the loss, and of the source against guessing; default 0.05.</summary>
    public double Significance { get; init; } = 0.05;
}
