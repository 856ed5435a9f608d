namespace Sartor.Results.Statistics;

/// <summary>
/// Distribution-free confidence interval of the median between two order statistics (Conover, Practical Nonparametric Statistics,
/// 3rd ed., §3.2): <c>[x(k), x(n+1−k)]</c> covers the median with probability <c>1 − 2·P(B ≤ k − 1)</c>, B ~ Bin(n, ½), for
/// independent samples of any continuous distribution; with ties it covers at least that often.
/// </summary>
/// <param name="Low">The k-th smallest sample.</param>
/// <param name="High">The k-th largest sample.</param>
/// <param name="Coverage">The exact probability, at least the level that was asked for.</param>
/// <param name="Rank">k, counted from 1.</param>
internal sealed record MedianInterval(double Low, double High, double Coverage, int Rank)
{
    /// <summary>
    /// The shortest such interval, i.e. the largest k, that reaches the level; null where even the whole range does not (fewer than 6
    /// samples for 95 %).
    /// </summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="level">Least coverage, in (0, 1).</param>
    public static MedianInterval? For(ReadOnlySpan<double> sorted, double level = 0.95)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "must be between 0 and 1");
        var n = sorted.Length;
        int k = 0, beyond = (n / 2) + 1;
        // Coverage falls as k grows: the largest k that still reaches the level, by halving.
        while (beyond - k > 1)
        {
            var middle = (k + beyond) / 2;
            if (CoverageOf(middle, n) >= level) k = middle;
            else beyond = middle;
        }
        return k == 0 ? null : new MedianInterval(sorted[k - 1], sorted[n - k], CoverageOf(k, n), k);
    }

    private static double CoverageOf(int k, int n) => 1 - (2 * Binomial.Cdf(k - 1, n, 0.5));
}
