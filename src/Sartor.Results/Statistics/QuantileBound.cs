namespace Sartor.Results.Statistics;

/// <summary>
/// Upper confidence bound of a quantile, distribution-free (Hahn &amp; Meeker, Statistical Intervals, §5.2): the smallest order
/// statistic x(k) with <c>P(B ≤ k − 1) ≥ confidence</c>, B ~ Bin(n, p). MLPerf's early stopping (Inference rules, appendix) asks the
/// same question and answers one order statistic higher.
/// </summary>
internal static class QuantileBound
{
    /// <summary>A value that the p-quantile does not exceed, with that confidence; null where the samples are too few to say.</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="p">In (0, 1).</param>
    /// <param name="confidence">In (0, 1).</param>
    public static double? Upper(ReadOnlySpan<double> sorted, double p, double confidence)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "must be between 0 and 1");
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must be between 0 and 1");
        int below = 0, enough = sorted.Length + 1;
        while (enough - below > 1)
        {
            var middle = (below + enough) / 2;
            if (Binomial.Cdf(middle - 1, sorted.Length, p) >= confidence) enough = middle;
            else below = middle;
        }
        return enough > sorted.Length ? null : sorted[enough - 1];
    }
}
