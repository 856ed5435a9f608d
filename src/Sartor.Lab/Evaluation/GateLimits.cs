namespace Sartor.Lab.Evaluation;

/// <summary>What a variant has to reach to be recommended (docs/verification.md).</summary>
public sealed record GateLimits
{
    public static readonly GateLimits Default = new();

    /// <summary>Largest relative error of a float32 variant, on data and on random inputs; default 1e-3.</summary>
    public double MaxRelErrorFloat32 { get; init; } = 1e-3;

    /// <summary>
    /// Smallest mean cosine of a float16 variant, on data and on random inputs; default 0.999. A softmax turns a small error of a
    /// score into a large one of a probability, so a limit of the largest relative error would judge the softmax.
    /// </summary>
    public double MinMeanCosineFloat16 { get; init; } = 0.999;

    /// <summary>Smallest mean cosine of a quantised variant on data; default 0.95.</summary>
    public double MinMeanCosine { get; init; } = 0.95;

    /// <summary>
    /// Whether random inputs may judge a quantised variant, by <see cref="MinMeanCosine"/>, where there is no data; default false: it
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
