using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Turns comparisons into the verdict of a gate: what was compared with which limit, as data.</summary>
internal static class VerificationJudge
{
    /// <summary>Judges a variant.</summary>
    /// <param name="precision">Its arithmetic; null for the source itself, of which only the accuracy is reported.</param>
    /// <param name="target">Engine and delegate that ran it.</param>
    /// <param name="comparisons">One for each set.</param>
    /// <param name="scores">Of the <c>held-out</c> set; empty for none.</param>
    /// <param name="limits">The limits.</param>
    public static Verdict Judge(
        Precision? precision, EngineTarget target, IReadOnlyList<Comparison> comparisons, IReadOnlyList<ScoreResult> scores,
        GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(limits);
        var heldOut = comparisons.FirstOrDefault(c => c.Set == ReferenceSet.HeldOut);
        return new Verdict
        {
            Target = target,
            Parity = precision is null ? [] : [.. comparisons.Select(Parity)],
            Scores = scores,
            Gate = Gate.Of(
                [.. Checks(precision, comparisons, heldOut, limits),
                .. scores.SelectMany(score => Checks(precision, score, scores, limits))]),
        };
    }

    private static IEnumerable<GateCheck> Checks(
        Precision? precision, IReadOnlyList<Comparison> comparisons, Comparison? heldOut, GateLimits limits)
    {
        var noiseDecides = limits.RandomInputsDecide && heldOut is null;
        if (precision is not null && comparisons.Sum(c => c.Samples) == 0) yield return Failed(GateCode.NotCompared);
        else if (precision is Precision.DynamicRangeInt8 or Precision.Int8 && heldOut is not { Samples: > 0 } && !noiseDecides)
            yield return Failed(GateCode.NoData);
        foreach (var comparison in comparisons)
        {
            if (!double.IsFinite(comparison.MaxAbsError)) yield return Failed(GateCode.NotFinite) with { Set = comparison.Set };
            if (CheckParity(precision, comparison, noiseDecides || comparison == heldOut, limits) is { } parity) yield return parity;
        }
    }

    private static IEnumerable<GateCheck> Checks(
        Precision? precision, ScoreResult score, IReadOnlyList<ScoreResult> scores, GateLimits limits)
    {
        if (Guesses(score, limits))
            yield return Scored(GateCode.SourceGuesses, score, score.GuessPValue, limits.Significance, passed: false);
        if (precision is null) yield break;
        if (score.Truth == ScoreTruth.Data) yield return CheckLoss(score, limits);
        // The source's answers judge only where nothing else says what is right.
        else if (precision is Precision.DynamicRangeInt8 or Precision.Int8 && score.Kind == ScoreKind.Share
            && !scores.Any(other => other.Truth == ScoreTruth.Data))
            yield return Scored(
                GateCode.Agreement, score, score.Variant.Value, limits.MinAgreement, score.Variant.Value >= limits.MinAgreement);
    }

    /// <summary>
    /// The verdicts of a variant together with those of the float32 form which it was written from, target by target. The limits of float16
    /// and int8 leave room for what rounding costs, and a mistake of conversion can hide in that room (bench/quantization.md); as float32
    /// it cannot.
    /// </summary>
    /// <param name="verdicts">Of the variant.</param>
    /// <param name="asFloat32">Of its float32 form; where a target takes no node of that, the worst of the others speaks for it.</param>
    public static IReadOnlyList<Verdict> Proven(IReadOnlyList<Verdict> verdicts, IReadOnlyList<Verdict> asFloat32)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        ArgumentNullException.ThrowIfNull(asFloat32);
        return [.. verdicts.Select(
            verdict => Proven(verdict, asFloat32.FirstOrDefault(v => v.Target == verdict.Target) ?? Verdict.Worst(asFloat32)))];
    }

    private static Verdict Proven(Verdict verdict, Verdict? asFloat32)
    {
        var proof = asFloat32?.Gate.Checks[0] ?? Failed(GateCode.NotRun) with { Detail = "no target ran it" };
        // What both fail for is said once.
        var known = !proof.Passed && verdict.Gate.Checks.Any(check => !check.Passed && check.Code == proof.Code && check.Set == proof.Set);
        return known ? verdict : verdict with { Gate = Gate.Of([proof with { Form = "float32" }, .. verdict.Gate.Checks]) };
    }

    // Noise lies outside of what a quantised variant was calibrated for: it decides only where there is nothing better.
    private static GateCheck? CheckParity(Precision? precision, Comparison c, bool decides, GateLimits limits) => precision switch
    {
        Precision.Float32 =>
            Compared(GateCode.RelativeError, c, c.MaxRelError, limits.MaxRelErrorFloat32, c.MaxRelError <= limits.MaxRelErrorFloat32),
        Precision.Float16 =>
            Compared(GateCode.MeanCosine, c, c.MeanCosine, limits.MinMeanCosineFloat16, c.MeanCosine >= limits.MinMeanCosineFloat16),
        Precision.DynamicRangeInt8 or Precision.Int8 when decides =>
            Compared(GateCode.MeanCosine, c, c.MeanCosine, limits.MinMeanCosine, c.MeanCosine >= limits.MinMeanCosine),
        _ => null,
    };

    /// <summary>
    /// True where the source is not significantly better than guessing. What is compared with a network that is never right passes for
    /// nothing: wrong labels, another order of classes, wrong preprocessing.
    /// </summary>
    public static bool Guesses(ScoreResult score, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(limits);
        return score.GuessPValue >= limits.Significance;
    }

    private static GateCheck CheckLoss(ScoreResult score, GateLimits limits)
    {
        var loss = score.Loss ?? double.PositiveInfinity;
        var significant = score.PValue < limits.Significance;
        var passed = loss <= limits.MaxLoss && !(significant && loss > limits.MaxSignificantLoss);
        return Scored(GateCode.ScoreLoss, score, score.Loss, significant ? limits.MaxSignificantLoss : limits.MaxLoss, passed);
    }

    private static GateCheck Scored(string code, ScoreResult score, double? value, double limit, bool passed) =>
        new() { Code = code, Passed = passed, Set = ReferenceSet.HeldOut, Value = value, Limit = limit, Score = score };

    private static GateCheck Failed(string code) => new() { Code = code, Passed = false };

    private static GateCheck Compared(string code, Comparison c, double value, double limit, bool passed) =>
        new() { Code = code, Passed = passed, Set = c.Set, Value = Finite(value), Limit = limit };

    private static Parity Parity(Comparison c) => new()
    {
        Set = c.Set,
        Samples = c.Samples,
        MaxAbsError = Finite(c.MaxAbsError),
        MaxRelError = Finite(c.MaxRelError),
        Cosine = Finite(c.MinCosine),
        MeanCosine = Finite(c.MeanCosine),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
