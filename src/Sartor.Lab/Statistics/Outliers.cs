namespace Sartor.Lab.Statistics;

/// <summary>Samples far from the others.</summary>
/// <param name="Low">How many lie below.</param>
/// <param name="High">How many lie above.</param>
public sealed record Outliers(int Low, int High)
{
    private const double Cutoff = 3.5;

    /// <summary>
    /// By the modified z-score <c>0.6745·(x − median) / MAD</c> beyond ±3.5 (Iglewicz &amp; Hoaglin, How to Detect and Handle Outliers,
    /// 1993); where the MAD is 0, <c>(x − median) / (1.2533 · mean absolute deviation)</c> as they advise.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static Outliers Of(ReadOnlySpan<double> sorted)
    {
        var median = Quantiles.Median(sorted);
        var mad = Dispersion.Mad(sorted);
        double meanDeviation = 0;
        foreach (var x in sorted) meanDeviation += Math.Abs(x - median) / sorted.Length;
        var unit = mad > 0 ? mad / 0.6745 : 1.253314 * meanDeviation;
        if (unit == 0) return new Outliers(0, 0);
        int low = 0, high = 0;
        foreach (var x in sorted)
        {
            if (x < median - (Cutoff * unit)) low++;
            if (x > median + (Cutoff * unit)) high++;
        }
        return new Outliers(low, high);
    }
}
