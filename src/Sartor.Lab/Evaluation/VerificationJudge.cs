using System.Globalization;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Evaluation;

/// <summary>Turns comparisons into the verdict of a gate: what was compared with which limit, in words.</summary>
public static class VerificationJudge
{
    /// <summary>Judges a variant.</summary>
    /// <param name="precision">Its arithmetic; null for the source itself, of which only the accuracy is reported.</param>
    /// <param name="ranOn">Engine and delegate that ran it.</param>
    /// <param name="comparisons">One for each set; accuracy and agreement are those of <c>judgement</c>.</param>
    /// <param name="limits">The limits.</param>
    public static Verdict Judge(Precision? precision, string ranOn, IReadOnlyList<Comparison> comparisons, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentNullException.ThrowIfNull(limits);
        var verdict = new Findings();
        var judgement = comparisons.FirstOrDefault(c => c.Set == ReferenceSet.Judgement);
        var noiseDecides = limits.RandomInputsDecide && judgement is null;
        if (precision is not null && comparisons.Sum(c => c.Samples) == 0) verdict.Fail("it was compared with the source on no input");
        else if (precision is Precision.DynamicInt8 or Precision.Int8 && judgement is not { Samples: > 0 } && !noiseDecides) verdict.Fail("a quantised variant is judged on data, and there is none");
        foreach (var comparison in comparisons) CheckParity(precision, comparison, noiseDecides || comparison == judgement, limits, verdict);
        if (judgement is not null) CheckSource(judgement, limits, verdict);
        if (judgement is not null && precision is not null) CheckAccuracy(precision.Value, judgement, limits, verdict);
        return new Verdict
        {
            RanOn = ranOn,
            Parity = precision is null ? [] : [.. comparisons.Select(Parity)],
            Top1Agreement = judgement is { Samples: > 0, Agreements: { } agreements } && precision is not null ? Share(agreements, judgement.Samples) : null,
            Accuracy = judgement is { Labelled: > 0 } ? Share(judgement.Correct, judgement.Labelled) : null,
            SourceAccuracy = judgement is { Labelled: > 0 } ? Share(judgement.SourceCorrect, judgement.Labelled) : null,
            Gate = verdict.ToGate(),
        };
    }

    /// <summary>
    /// The verdict of a variant together with that of the float32 form which it was written from. The limits of float16 and int8 leave
    /// room for what rounding costs, and a mistake of conversion can hide in that room (bench/quantization.md); as float32 it cannot.
    /// </summary>
    /// <param name="verification">Of the variant.</param>
    /// <param name="asFloat32">Of its float32 form; null where nothing could run that.</param>
    public static Verdict Proven(Verdict verification, Verdict? asFloat32)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var gate = verification.Gate;
        if (asFloat32 is { Gate: { Passed: false } failed } && gate.Reasons.Contains(failed.Reasons[0])) return verification;
        var reason = asFloat32 is null ? "its float32 form could not be run" : $"as float32: {asFloat32.Gate.Reasons[0]}";
        var gates = asFloat32 is { Gate.Passed: true }
            ? gate with { Reasons = [.. gate.Reasons, reason] }
            : new Gate { Passed = false, Reasons = [reason, .. gate.Reasons] };
        return verification with { Gate = gates };
    }

    // Noise lies outside of what a quantised variant was calibrated for: it decides only where there is nothing better.
    private static void CheckParity(Precision? precision, Comparison c, bool decides, GateLimits limits, Findings verdict)
    {
        if (!double.IsFinite(c.MaxAbsError)) verdict.Fail($"an output on {c.Set} inputs is not finite");
        switch (precision)
        {
            case Precision.Float32:
                verdict.Check(c.MaxRelError <= limits.MaxRelErrorFloat32, $"largest relative error on {c.Set} inputs {Number(c.MaxRelError)}, limit {Number(limits.MaxRelErrorFloat32)}");
                break;
            case Precision.Float16:
                verdict.Check(c.MeanCosine >= limits.MinMeanCosineFloat16, $"mean cosine on {c.Set} inputs {Fine(c.MeanCosine)}, limit {Fine(limits.MinMeanCosineFloat16)}");
                break;
            case Precision.DynamicInt8 or Precision.Int8 when decides:
                verdict.Check(c.MeanCosine >= limits.MinMeanCosine, $"mean cosine on {c.Set} inputs {Fine(c.MeanCosine)}, limit {Fine(limits.MinMeanCosine)}");
                break;
        }
    }

    /// <summary>True where the source is not significantly better than guessing among its classes (one-sided exact binomial test).</summary>
    public static bool Guesses(Comparison comparison, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(limits);
        return comparison is { Labelled: > 0, Classes: > 1 } && Binomial.Cdf(comparison.SourceCorrect - 1, comparison.Labelled, 1.0 / comparison.Classes) <= 1 - limits.Significance;
    }

    // What is compared with a network that is never right passes for nothing: wrong labels, another order of classes, wrong preprocessing.
    private static void CheckSource(Comparison c, GateLimits limits, Findings verdict)
    {
        if (!Guesses(c, limits)) return;
        verdict.Fail($"the source itself is right on {c.SourceCorrect} of {c.Labelled} labelled samples, as guessing among {c.Classes} classes may be: labels, their order or the preprocessing do not fit the model, or there are too few samples");
    }

    private static void CheckAccuracy(Precision precision, Comparison c, GateLimits limits, Findings verdict)
    {
        if (c.Labelled > 0)
        {
            var pair = new PairedComparison(c.Labelled, c.Lost, c.Won);
            var loss = (double)(c.SourceCorrect - c.Correct) / c.Labelled;
            var significant = pair.PValueSecondWorse < limits.Significance && loss > limits.MaxSignificantLoss;
            verdict.Check(
                !significant && loss <= limits.MaxLoss,
                $"accuracy {Percent(c.Correct, c.Labelled)} against {Percent(c.SourceCorrect, c.Labelled)} of the source on {c.Labelled} samples, "
                + $"{c.Lost} lost and {c.Won} won (one-sided exact McNemar p = {Number(pair.PValueSecondWorse)})");
        }
        else if (c is { Samples: > 0, Agreements: { } agreements } && precision is Precision.DynamicInt8 or Precision.Int8)
        {
            var agreement = (double)agreements / c.Samples;
            verdict.Check(agreement >= limits.MinTop1Agreement, $"names the source's class on {Percent(agreements, c.Samples)} of {c.Samples} samples, limit {Percent(limits.MinTop1Agreement)}");
        }
    }

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

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Fine(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Percent(int part, int n) => Percent((double)part / n);

    private sealed class Findings
    {
        private readonly List<string> _passed = [];
        private readonly List<string> _failed = [];

        public void Fail(string reason) => _failed.Add(reason);

        public void Check(bool passed, string reason) => (passed ? _passed : _failed).Add(reason);

        public Gate ToGate() => new() { Passed = _failed.Count == 0, Reasons = [.. _failed, .. _passed] };
    }
}
