namespace Sartor.Results.Statistics;

/// <summary>
/// Runs far out, and what they do to the median. A run is far out beyond the outer fences <c>Q1 − 6·(median − Q1)</c> and
/// <c>Q3 + 6·(Q3 − median)</c>: Tukey's (Exploratory Data Analysis, 1977), 3 interquartile ranges from the quartiles, with each side
/// measured by its own half of the range as Kimber advises for skewed samples (Exploratory Data Analysis for Possibly Censored Data
/// from Skewed Distributions, Applied Statistics 39, 1990). Of normal samples 2 in a million lie there, of exponential ones 1 in 256.
/// </summary>
/// <param name="Low">How many lie below.</param>
/// <param name="High">How many lie above.</param>
/// <param name="RestMedian">The median of all others.</param>
public sealed record Outliers(int Low, int High, double RestMedian)
{
    private const double Reach = 6;

    /// <summary>How many lie on either side.</summary>
    public int Count => Low + High;

    /// <summary>
    /// Counts the outliers. If one half of the interquartile range is 0 (ties), the other is used; if both are 0, the mean absolute
    /// deviation.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static Outliers Of(ReadOnlySpan<double> sorted)
    {
        var (first, median, third) = (Quantiles.Type7(sorted, 0.25), Quantiles.Median(sorted), Quantiles.Type7(sorted, 0.75));
        var (below, above) = (median - first, third - median);
        if (below == 0 && above == 0) below = above = MeanDeviation(sorted, median);
        var (bottom, top) = (first - (Reach * (below > 0 ? below : above)), third + (Reach * (above > 0 ? above : below)));
        int low = 0, high = 0;
        while (sorted[low] < bottom) low++;
        while (sorted[^(high + 1)] > top) high++;
        return new Outliers(low, high, Quantiles.Median(sorted[low..^high]));
    }

    // Of normal samples, half the interquartile range is 0.6745·√(π/2) of the mean deviation.
    private static double MeanDeviation(ReadOnlySpan<double> sorted, double median)
    {
        double mean = 0;
        foreach (var x in sorted) mean += Math.Abs(x - median) / sorted.Length;
        return 0.8453 * mean;
    }
}
