using Sartor.Results.Records;

namespace Sartor.Results.Statistics;

/// <summary>
/// Compares two trials by the rounds that they share. What the machine did in a round met both, so the ratio of the two launches of a
/// round tells them apart where two intervals overlap: Student's paired t on the logarithms of these ratios (Student, Biometrika 6,
/// 1908; pairing against drift: Kalibera &amp; Jones, ISMM 2013).
/// </summary>
public static class RoundComparison
{
    /// <summary>Fewest shared rounds for a verdict.</summary>
    public const int MinRounds = 3;

    /// <summary>
    /// Ratio of a subject to a reference; null for fewer than <see cref="MinRounds"/> rounds or a value that is not above 0.
    /// </summary>
    /// <param name="reference">The reference's median in each round.</param>
    /// <param name="subject">The subject's median in the same rounds, in the same order.</param>
    /// <param name="confidence">Of the interval, in (0, 1); a difference is shown where the interval leaves out 1.</param>
    public static LatencyRatio? Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> subject, double confidence = 0.95)
    {
        if (reference.Length != subject.Length) throw new ArgumentException("both must have a value for each round", nameof(subject));
        if (reference.Length < MinRounds) return null;
        var ratios = new double[reference.Length];
        for (var i = 0; i < ratios.Length; i++) ratios[i] = subject[i] / reference[i];
        if (LaunchInterval.Of(ratios, confidence) is not { } interval || !double.IsFinite(interval.High)) return null;
        return new LatencyRatio
        {
            Ratio = interval.Center,
            Low = interval.Low,
            High = interval.High,
            Rounds = ratios.Length,
            Verdict = interval.Low > 1 ? RatioVerdict.Slower : interval.High < 1 ? RatioVerdict.Faster : RatioVerdict.NoDifference,
        };
    }

    /// <summary>
    /// The same of two trials, by the launches that they have in the same rounds of one run; null for trials of two runs.
    /// </summary>
    public static LatencyRatio? Of(TrialResult reference, TrialResult subject)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(subject);
        if (reference.ReusedFromUtc != subject.ReusedFromUtc) return null;
        var pairs = reference.Launches.Join(subject.Launches, a => a.Round, b => b.Round, (a, b) => (a, b)).ToArray();
        return Of([.. pairs.Select(pair => pair.a.MedianNs)], [.. pairs.Select(pair => pair.b.MedianNs)]);
    }
}
