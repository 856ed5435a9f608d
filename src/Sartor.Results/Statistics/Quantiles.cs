namespace Sartor.Results.Statistics;

/// <summary>Order statistics of a sample.</summary>
public static class Quantiles
{
    /// <summary>A copy in ascending order.</summary>
    public static double[] Sorted(ReadOnlySpan<long> samples)
    {
        var sorted = new double[samples.Length];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = samples[i];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>A copy in ascending order.</summary>
    public static double[] Sorted(ReadOnlySpan<double> samples)
    {
        var sorted = samples.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static double Median(ReadOnlySpan<double> sorted) => Type7(sorted, 0.5);

    /// <summary>
    /// Quantile of type 7 (Hyndman &amp; Fan, Sample quantiles in statistical packages, American Statistician 50, 1996), the default of R
    /// and NumPy: <c>x[j] + (h − j)·(x[j+1] − x[j])</c> with <c>h = (n − 1)·p</c> and <c>j = ⌊h⌋</c>, counted from 0.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="p">In [0, 1].</param>
    public static double Type7(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty) throw new ArgumentException("a quantile needs a sample", nameof(sorted));
        if (!(p >= 0 && p <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "must be between 0 and 1");
        var h = (sorted.Length - 1) * p;
        var j = (int)h;
        return j + 1 < sorted.Length ? sorted[j] + ((h - j) * (sorted[j + 1] - sorted[j])) : sorted[j];
    }
}
