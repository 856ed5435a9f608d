namespace Sartor.Results.Statistics;

/// <summary>How far samples spread.</summary>
internal static class Dispersion
{
    /// <summary>1 / Φ⁻¹(¾): makes the MAD of normal samples estimate their standard deviation (Rousseeuw &amp; Croux 1993).</summary>
    public const double MadScale = 1.4826;

    /// <summary>Median absolute deviation from the median, not scaled.</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static double Mad(ReadOnlySpan<double> sorted)
    {
        var median = Quantiles.Median(sorted);
        var deviations = new double[sorted.Length];
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Abs(sorted[i] - median);
        Array.Sort(deviations);
        return Quantiles.Median(deviations);
    }

    /// <summary>
    /// Robust estimate of the standard deviation: 1.4826 · MAD. Where more than half of the samples are equal the MAD is 0 although
    /// the rest may scatter; then the interquartile range / 1.349 (the same estimate for normal samples), which may be 0 too.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static double RobustDeviation(ReadOnlySpan<double> sorted)
    {
        var mad = Mad(sorted);
        return mad > 0 ? MadScale * mad : (Quantiles.Type7(sorted, 0.75) - Quantiles.Type7(sorted, 0.25)) / 1.349;
    }

    /// <summary><see cref="RobustDeviation"/> / median; positive infinity for a median of 0 with scatter, 0 without.</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static double RobustCv(ReadOnlySpan<double> sorted)
    {
        var deviation = RobustDeviation(sorted);
        return deviation == 0 ? 0 : deviation / Math.Abs(Quantiles.Median(sorted));
    }

    /// <summary>Arithmetic mean.</summary>
    public static double Mean(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty) throw new ArgumentException("a mean needs a sample", nameof(samples));
        double sum = 0, rest = 0;
        foreach (var sample in samples) sum += sample;
        var mean = sum / samples.Length;
        // A second pass gives back the digits that a long sum lost.
        foreach (var sample in samples) rest += sample - mean;
        return mean + (rest / samples.Length);
    }

    /// <summary>Standard deviation with n − 1; 0 for a single sample.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> samples)
    {
        var mean = Mean(samples);
        if (samples.Length == 1) return 0;
        double sum = 0;
        foreach (var sample in samples) sum += (sample - mean) * (sample - mean);
        return Math.Sqrt(sum / (samples.Length - 1));
    }
}
