using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Turns comparisons into the verdict of a gate: what was compared with which limit, as data.</summary>
internal static class VerificationJudge
{
    /// <summary>Labelled samples from which on a score decides alone; fewer can be right or wrong by chance.</summary>
    public const int EnoughSamples = 20;

    /// <summary>Judges a variant.</summary>
    /// <param name="precision">Its arithmetic; null for the source itself, of which only the accuracy is reported.</param>
    /// <param name="target">Engine and delegate that ran it.</param>
    /// <param name="comparisons">One for each set.</param>
    /// <param name="scores">Of the <c>held-out</c> set; empty for none.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="rounding">Sets again, the differences being those that rounding in float32 makes; empty where not known.</param>
    public static Verdict Judge(
        Precision? precision, EngineTarget target, IReadOnlyList<Comparison> comparisons, IReadOnlyList<ScoreResult> scores,
        GateLimits limits, IReadOnlyList<Comparison>? rounding = null)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(limits);
        var parity = precision is { } known ? Checks(known, comparisons, scores, limits, rounding ?? []) : [];
        return new Verdict
        {
            Target = target,
            Parity = precision is null ? [] : [.. comparisons.Select(ParityOf.Comparison)],
            Scores = scores,
            Gate = Gate.Of([.. parity, .. scores.SelectMany(score => Checks(precision, score, scores, limits))]),
        };
    }

    private static IEnumerable<GateCheck> Checks(
        Precision precision, IReadOnlyList<Comparison> comparisons, IReadOnlyList<ScoreResult> scores, GateLimits limits,
        IReadOnlyList<Comparison> rounding)
    {
        var heldOut = comparisons.FirstOrDefault(c => c.Set == ReferenceSet.HeldOut);
        var noiseDecides = limits.RandomInputsDecide && heldOut is null;
        if (!comparisons.SelectMany(c => c.Outputs).Any(output => output.Slices.Count > 0)) yield return Failed(GateCode.NotCompared);
        else if (SourceProblem(comparisons) is { } problem) yield return Failed(problem);
        else if (precision is Precision.DynamicRangeInt8 or Precision.Int8 && heldOut is not { Samples: > 0 } && !noiseDecides)
            yield return Failed(GateCode.NoData);
        // Where the data say what is right, they decide for the output that the score reads; the other outputs are compared all the same.
        var judgedByScore = precision is Precision.DynamicRangeInt8 or Precision.Int8 ? ReadByScores(scores, comparisons) : [];
        var judge = new SliceJudge(limits);
        foreach (var comparison in comparisons.Where(c => c.Samples > 0))
        {
            if (comparison.Outputs.FirstOrDefault(o => !double.IsFinite(o.MaxAbsError)) is { } wild)
                yield return Failed(GateCode.NotFinite) with { Set = comparison.Set, Output = wild.Name };
            if (!Decides(precision, comparison, heldOut, noiseDecides)) continue;
            foreach (var check in judge.Check(precision, comparison, rounding.FirstOrDefault(r => r.Set == comparison.Set), judgedByScore))
                yield return check;
        }
    }

    // As names of scores state it: mae@depth reads the output depth, top1 the first.
    private static HashSet<string> ReadByScores(IReadOnlyList<ScoreResult> scores, IReadOnlyList<Comparison> comparisons) =>
    [
        .. scores.Where(score => score.Truth == ScoreTruth.Data && score.Samples >= EnoughSamples)
            .Select(score => score.Name.Split('@', 2) is [_, var output] ? output : comparisons[0].Outputs[0].Name),
    ];

    // Noise lies outside of what a quantized variant was calibrated for: it decides only where there is nothing better.
    private static bool Decides(Precision precision, Comparison comparison, Comparison? heldOut, bool noiseDecides) =>
        precision is Precision.Float32 or Precision.Float16 || comparison == heldOut || noiseDecides;

    // What is compared with a source that says nothing passes for nothing.
    private static string? SourceProblem(IReadOnlyList<Comparison> comparisons)
    {
        var outputs = comparisons.SelectMany(c => c.Outputs).Where(output => output.Slices.Count > 0).ToArray();
        if (outputs.All(output => output.Undefined == 1)) return GateCode.SourceNotFinite;
        return outputs.Any(output => output.Slices.Any(SliceJudge.Varies)) ? null : GateCode.SourceConstant;
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
}
