namespace Sartor.Results.Statistics;

/// <summary>
/// Whether samples come in two groups that matter. Hartigan's dip decides whether there is more than one mode: unlike Sarle's
/// coefficient it is not fooled by the long right tail that latencies have. With thousands of samples it also finds modes a hair
/// apart, so the groups must differ by 5 % and each hold 5 % of the samples.
/// </summary>
/// <param name="Dip">Hartigan's statistic, in [0, ¼].</param>
/// <param name="SarleCoefficient">See <see cref="Sarle"/>; null for fewer than 4 samples or without scatter.</param>
/// <param name="IsBimodal">The verdict.</param>
/// <param name="LowMedian">Median of the faster group.</param>
/// <param name="HighMedian">Median of the slower group.</param>
/// <param name="HighShare">Share of the samples in the slower group.</param>
internal sealed record Bimodality(
    double Dip, double? SarleCoefficient, bool IsBimodal, double LowMedian, double HighMedian, double HighShare)
{
    private const double LeastShare = 0.05;
    private const double LeastDistance = 0.05;

    /// <param name="sorted">Ascending, at least two samples.</param>
    public static Bimodality Of(double[] sorted)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        if (sorted.Length < 2) throw new ArgumentException("two groups need two samples", nameof(sorted));
        var dip = HartiganDip.Of(sorted);
        var groups = TwoGroups.Of(sorted);
        var highShare = 1 - ((double)groups.LowCount / sorted.Length);
        var isBimodal = HartiganDip.IsSignificant(dip, sorted.Length)
            && Math.Min(highShare, 1 - highShare) >= LeastShare
            && groups.HighMedian - groups.LowMedian >= LeastDistance * Math.Abs(Quantiles.Median(sorted));
        return new Bimodality(dip, Sarle(sorted), isBimodal, groups.LowMedian, groups.HighMedian, highShare);
    }

    /// <summary>
    /// Sarle's bimodality coefficient for a sample (SAS/STAT user's guide, Pfister et al., Frontiers in Psychology 4:700, 2013):
    /// <c>(g² + 1) / (k + 3(n−1)² / ((n−2)(n−3)))</c> with the bias-corrected skewness g and excess kurtosis k. A uniform distribution has
    /// 5/9; more hints at two modes or at a long tail. Described only; the dip decides. Null for fewer than 4 samples or no scatter.
    /// </summary>
    public static double? Sarle(ReadOnlySpan<double> samples)
    {
        double n = samples.Length;
        if (n < 4) return null;
        var mean = Dispersion.Mean(samples);
        double m2 = 0, m3 = 0, m4 = 0;
        foreach (var sample in samples)
        {
            var d = sample - mean;
            m2 += d * d / n;
            m3 += d * d * d / n;
            m4 += d * d * d * d / n;
        }
        if (m2 == 0) return null;
        var skewness = m3 / Math.Pow(m2, 1.5) * Math.Sqrt(n * (n - 1)) / (n - 2);
        var kurtosis = (n - 1) / ((n - 2) * (n - 3)) * (((n + 1) * ((m4 / (m2 * m2)) - 3)) + 6);
        return ((skewness * skewness) + 1) / (kurtosis + (3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3))));
    }
}
