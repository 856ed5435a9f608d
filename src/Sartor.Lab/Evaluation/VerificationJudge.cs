using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Evaluation;

/// <summary>Turns comparisons into the verdict of a gate: what was compared with which limit, as data.</summary>
public static class VerificationJudge
{
    /// <summary>Judges a variant.</summary>
    /// <param name="precision">Its arithmetic; null for the source itself, of which only the accuracy is reported.</param>
    /// <param name="target">Engine and delegate that ran it.</param>
    /// <param name="comparisons">One for each set; accuracy and agreement are those of <c>held-out</c>.</param>
    /// <param name="limits">The limits.</param>
    public static Verdict Judge(Precision? precision, EngineTarget target, IReadOnlyList<Comparison> comparisons, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentNullException.ThrowIfNull(limits);
        var heldOut = comparisons.FirstOrDefault(c => c.Set == ReferenceSet.HeldOut);
        return new Verdict
        {
            Target = target,
            Parity = precision is null ? [] : [.. comparisons.Select(Parity)],
            Top1Agreement = heldOut is { Samples: > 0, Agreements: { } agreements } && precision is not null ? Share(agreements, heldOut.Samples) : null,
            Accuracy = heldOut is { Labelled: > 0 } ? Share(heldOut.Correct, heldOut.Labelled) : null,
            SourceAccuracy = heldOut is { Labelled: > 0 } ? Share(heldOut.SourceCorrect, heldOut.Labelled) : null,
            Gate = Gate.Of(Checks(precision, comparisons, heldOut, limits)),
        };
    }

    private static IEnumerable<GateCheck> Checks(Precision? precision, IReadOnlyList<Comparison> comparisons, Comparison? heldOut, GateLimits limits)
    {
        var noiseDecides = limits.RandomInputsDecide && heldOut is null;
        if (precision is not null && comparisons.Sum(c => c.Samples) == 0) yield return Failed(GateCode.NotCompared);
        else if (precision is Precision.DynamicRangeInt8 or Precision.Int8 && heldOut is not { Samples: > 0 } && !noiseDecides) yield return Failed(GateCode.NoData);
        foreach (var comparison in comparisons)
        {
            if (!double.IsFinite(comparison.MaxAbsError)) yield return Failed(GateCode.NotFinite) with { Set = comparison.Set };
            if (CheckParity(precision, comparison, noiseDecides || comparison == heldOut, limits) is { } parity) yield return parity;
        }
        if (heldOut is not null && Guesses(heldOut, limits)) yield return Guessing(heldOut, limits);
        if (heldOut is not null && precision is not null && CheckClasses(precision.Value, heldOut, limits) is { } classes) yield return classes;
    }

    /// <summary>
    /// The verdicts of a variant together with those of the float32 form which it was written from, target by target. The limits of float16
    /// and int8 leave room for what rounding costs, and a mistake of conversion can hide in that room (bench/quantization.md); as float32 it
    /// cannot.
    /// </summary>
    /// <param name="verdicts">Of the variant.</param>
    /// <param name="asFloat32">Of its float32 form; where a target takes no node of that, the worst of the others speaks for it.</param>
    public static IReadOnlyList<Verdict> Proven(IReadOnlyList<Verdict> verdicts, IReadOnlyList<Verdict> asFloat32)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        ArgumentNullException.ThrowIfNull(asFloat32);
        return [.. verdicts.Select(verdict => Proven(verdict, asFloat32.FirstOrDefault(v => v.Target == verdict.Target) ?? Verdict.Worst(asFloat32)))];
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
        Precision.Float32 => Compared(GateCode.RelativeError, c, c.MaxRelError, limits.MaxRelErrorFloat32, c.MaxRelError <= limits.MaxRelErrorFloat32),
        Precision.Float16 => Compared(GateCode.MeanCosine, c, c.MeanCosine, limits.MinMeanCosineFloat16, c.MeanCosine >= limits.MinMeanCosineFloat16),
        Precision.DynamicRangeInt8 or Precision.Int8 when decides =>
            Compared(GateCode.MeanCosine, c, c.MeanCosine, limits.MinMeanCosine, c.MeanCosine >= limits.MinMeanCosine),
        _ => null,
    };

    /// <summary>True where the source is not significantly better than guessing among its classes (one-sided exact binomial test).</summary>
    public static bool Guesses(Comparison comparison, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(limits);
        return comparison is { Labelled: > 0, Classes: > 1 } && Tail(comparison) <= 1 - limits.Significance;
    }

    // P(X < correct) for X ~ Bin(labelled, 1 / classes).
    private static double Tail(Comparison c) => Binomial.Cdf(c.SourceCorrect - 1, c.Labelled, 1.0 / c.Classes);

    // What is compared with a network that is never right passes for nothing: wrong labels, another order of classes, wrong preprocessing.
    private static GateCheck Guessing(Comparison c, GateLimits limits) => Failed(GateCode.SourceGuesses) with
    {
        Set = c.Set,
        Value = 1 - Tail(c),
        Limit = limits.Significance,
        Counts = new ClassCounts { Samples = c.Labelled, Classes = c.Classes, SourceCorrect = c.SourceCorrect },
    };

    private static GateCheck? CheckClasses(Precision precision, Comparison c, GateLimits limits)
    {
        if (c.Labelled > 0) return CheckAccuracy(c, limits);
        if (c is not { Samples: > 0, Agreements: { } agreements } || precision is not (Precision.DynamicRangeInt8 or Precision.Int8)) return null;
        var agreement = (double)agreements / c.Samples;
        return Compared(GateCode.Top1Agreement, c, agreement, limits.MinTop1Agreement, agreement >= limits.MinTop1Agreement) with
        {
            Counts = new ClassCounts { Samples = c.Samples, Classes = c.Classes, Agreements = agreements },
        };
    }

    private static GateCheck CheckAccuracy(Comparison c, GateLimits limits)
    {
        var p = new PairedComparison(c.Labelled, c.Lost, c.Won).PValueSecondWorse;
        var loss = (double)(c.SourceCorrect - c.Correct) / c.Labelled;
        var significant = p < limits.Significance && loss > limits.MaxSignificantLoss;
        return Compared(GateCode.AccuracyLoss, c, loss, p < limits.Significance ? limits.MaxSignificantLoss : limits.MaxLoss, !significant && loss <= limits.MaxLoss) with
        {
            Counts = new ClassCounts
            {
                Samples = c.Labelled,
                Classes = c.Classes,
                SourceCorrect = c.SourceCorrect,
                Correct = c.Correct,
                Lost = c.Lost,
                Won = c.Won,
                PValue = p,
            },
        };
    }

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

    private static Proportion Share(int correct, int n)
    {
        var interval = WilsonInterval.For(correct, n);
        return new Proportion { Value = interval.Share, Low = interval.Low, High = interval.High, N = n, Correct = correct };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
