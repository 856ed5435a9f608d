namespace Sartor.Results.Statistics;

/// <summary>
/// The division of sorted samples into two groups with the least sum of squares within them: exact one-dimensional 2-means
/// (Fisher, JASA 53, 1958; on histograms known as Otsu's threshold).
/// </summary>
/// <param name="LowCount">Size of the group of smaller values, ≥ 1.</param>
/// <param name="LowMedian">Its median.</param>
/// <param name="HighMedian">Median of the other group.</param>
internal sealed record TwoGroups(int LowCount, double LowMedian, double HighMedian)
{
    /// <param name="sorted">Ascending, at least two samples.</param>
    public static TwoGroups Of(ReadOnlySpan<double> sorted)
    {
        var n = sorted.Length;
        var origin = sorted[0];
        double total = 0;
        foreach (var x in sorted) total += x - origin;
        double left = 0, best = -1;
        var split = 1;
        // Least within is largest between: k·(n − k)·(difference of the means)² / n.
        for (var k = 1; k < n; k++)
        {
            left += sorted[k - 1] - origin;
            var difference = ((total - left) / (n - k)) - (left / k);
            var between = (double)k * (n - k) * difference * difference;
            if (between > best) (best, split) = (between, k);
        }
        return new TwoGroups(split, Quantiles.Median(sorted[..split]), Quantiles.Median(sorted[split..]));
    }
}
