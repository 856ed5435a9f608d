namespace Sartor.Results.Statistics;

/// <summary>
/// Two classifiers judged on the same samples. Only the samples on which they differ tell anything: with b right for the first
/// alone and c right for the second alone, b ~ Bin(b + c, ½) if neither is better (McNemar, Psychometrika 12, 1947; exact form:
/// Fagerland, Lydersen &amp; Laake, BMC Medical Research Methodology 13:91, 2013).
/// </summary>
/// <param name="Count">Samples, n.</param>
/// <param name="OnlyFirstRight">b.</param>
/// <param name="OnlySecondRight">c.</param>
public sealed record PairedComparison(int Count, int OnlyFirstRight, int OnlySecondRight)
{
    /// <summary>Share right of the second minus that of the first: <c>(c − b) / n</c>.</summary>
    public double Difference => (double)(OnlySecondRight - OnlyFirstRight) / Count;

    /// <summary>Chance of a difference at least this large either way if neither is better: <c>min(1, 2·P(B ≤ min(b, c)))</c>.</summary>
    public double PValue
    {
        get
        {
            var discordant = OnlyFirstRight + OnlySecondRight;
            return discordant == 0 ? 1 : Math.Min(1, 2 * Binomial.Cdf(Math.Min(OnlyFirstRight, OnlySecondRight), discordant, 0.5));
        }
    }

    /// <summary>
    /// Chance that the second falls behind at least this far if it is not worse: <c>P(B ≥ b)</c>. Small: the second is worse.
    /// </summary>
    public double PValueSecondWorse => Binomial.Cdf(OnlySecondRight, OnlyFirstRight + OnlySecondRight, 0.5);

    /// <summary>Counts from the correctness of each sample.</summary>
    public static PairedComparison For(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length || first.IsEmpty)
            throw new ArgumentException("both classifiers are judged on the same samples", nameof(second));
        int b = 0, c = 0;
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] && !second[i]) b++;
            if (second[i] && !first[i]) c++;
        }
        return new PairedComparison(first.Length, b, c);
    }

    /// <summary>
    /// Interval of the difference by Bonett &amp; Price (2012): Wald's with one added to b and to c and two to n,
    /// <c>d̃ ± z·√((p̃b + p̃c − (p̃c − p̃b)²) / (n + 2))</c>; recommended by Fagerland, Lydersen &amp; Laake (2014).
    /// </summary>
    /// <param name="z">Two-sided normal quantile of the confidence, default 95 %.</param>
    public (double Low, double High) DifferenceInterval(double z = Normal.Z95)
    {
        var n = Count + 2.0;
        var b = (OnlyFirstRight + 1) / n;
        var c = (OnlySecondRight + 1) / n;
        var half = z * Math.Sqrt((b + c - ((c - b) * (c - b))) / n);
        return (Math.Max(-1, c - b - half), Math.Min(1, c - b + half));
    }

    /// <summary>
    /// True where the whole interval of the difference lies above <c>−margin</c>: the second loses less than that with the interval's
    /// confidence.
    /// </summary>
    /// <param name="margin">Share of samples, ≥ 0, e.g. 0.01 for one point of accuracy.</param>
    /// <param name="z">As for <see cref="DifferenceInterval"/>.</param>
    public bool IsNotWorseBy(double margin, double z = Normal.Z95) => DifferenceInterval(z).Low > -margin;
}
