using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Scores;

/// <summary>
/// Value, interval and paired test of a score. A share of right answers has Wilson's interval, the exact McNemar test and the exact
/// binomial test against guessing; anything else is a function of sums with its jackknife error and Student's t.
/// </summary>
internal static class ScoreSummary
{
    /// <summary>A score by labels or targets.</summary>
    /// <param name="score">The score.</param>
    /// <param name="source">Terms of the source by sample, at least one.</param>
    /// <param name="variant">Terms of the variant, of the same samples.</param>
    /// <param name="guess">What guessing reaches; null where that is not known.</param>
    public static ScoreResult ByData(IScore score, IReadOnlyList<double[]> source, IReadOnlyList<double[]> variant, double? guess)
    {
        var result = New(score, ScoreTruth.Data, score.Title, variant) with { Guess = guess };
        return IsRightOrWrong(score, source) && IsRightOrWrong(score, variant)
            ? Counted(result, source, variant)
            : Estimated(score, result, source, variant);
    }

    /// <summary>A score by the source's answers.</summary>
    /// <param name="score">The score.</param>
    /// <param name="agreement">Terms of the variant by sample, at least one.</param>
    public static ScoreResult BySource(IScore score, IReadOnlyList<double[]> agreement) =>
        New(score, ScoreTruth.Source, score.AgreementTitle, agreement);

    private static ScoreResult New(IScore score, ScoreTruth truth, string title, IReadOnlyList<double[]> variant) => new()
    {
        Name = score.Name,
        Title = title,
        Kind = score.Kind,
        Truth = truth,
        Samples = variant.Count,
        Variant = IsRightOrWrong(score, variant) ? Share(variant) : Estimate(score, variant),
    };

    private static ScoreResult Counted(ScoreResult result, IReadOnlyList<double[]> source, IReadOnlyList<double[]> variant)
    {
        var lost = source.Zip(variant).Count(sample => sample.First[0] > sample.Second[0]);
        var won = source.Zip(variant).Count(sample => sample.First[0] < sample.Second[0]);
        var of = Share(source);
        var paired = new PairedComparison(result.Samples, lost, won);
        return result with
        {
            Source = of,
            // P(X ≥ correct) for X ~ Bin(n, guess).
            GuessPValue = result.Guess is > 0 and < 1 ? 1 - Binomial.Cdf(of.Correct!.Value - 1, result.Samples, result.Guess.Value) : null,
            Loss = (double)(lost - won) / result.Samples,
            LossBound = -paired.DifferenceInterval().Low,
            PValue = paired.PValueSecondWorse,
            Lost = lost,
            Won = won,
        };
    }

    private static ScoreResult Estimated(IScore score, ScoreResult result, IReadOnlyList<double[]> source, IReadOnlyList<double[]> variant)
    {
        var sign = score.Kind == ScoreKind.Share ? 1 : -1;
        var width = source[0].Length;
        // Both rows of a sample side by side, so that a sample is left out of both.
        double[][] pairs = [.. source.Zip(variant, (a, b) => (double[])[.. a, .. b])];
        var worse = Jackknife.Of(pairs, (sums, n) => sign * (score.Value(sums[..width], n) - score.Value(sums[width..], n)));
        var own = Jackknife.Of(source, score.Value);
        var scale = score.Kind == ScoreKind.Share ? 1 : result.Guess ?? own.Value;
        return result with
        {
            Source = Estimate(score, source),
            GuessPValue = result.Guess is { } guess ? (own with { Value = sign * (own.Value - guess) }).PValueAboveZero : null,
            Loss = worse.Value == 0 ? 0 : double.IsFinite(worse.Value / scale) ? worse.Value / scale : null,
            LossBound = worse.Interval() is { } interval && double.IsFinite(interval.High / scale) ? interval.High / scale : null,
            PValue = worse.PValueAboveZero,
        };
    }

    private static ScoreValue Share(IReadOnlyList<double[]> terms)
    {
        var correct = terms.Count(row => row[0] == 1);
        var interval = WilsonInterval.For(correct, terms.Count);
        return new ScoreValue { Value = interval.Share, Low = interval.Low, High = interval.High, Correct = correct };
    }

    private static ScoreValue Estimate(IScore score, IReadOnlyList<double[]> terms)
    {
        var estimate = Jackknife.Of(terms, score.Value);
        var interval = estimate.Interval();
        // Neither goes below 0, and a share not above 1.
        var most = score.Kind == ScoreKind.Share ? 1 : double.MaxValue;
        return new ScoreValue
        {
            Value = estimate.Value,
            Low = interval is { } i ? Math.Max(0, i.Low) : null,
            High = interval is { } j ? Math.Min(most, j.High) : null,
        };
    }

    /// <summary>Whether each sample is right or wrong and the score is the share of right ones.</summary>
    public static bool IsRightOrWrong(IScore score, IReadOnlyList<double[]> terms)
    {
        if (score.Kind != ScoreKind.Share || terms.Any(row => row is not [0 or 1])) return false;
        var correct = terms.Sum(row => row[0]);
        return score.Value([correct], terms.Count) == correct / terms.Count;
    }
}
