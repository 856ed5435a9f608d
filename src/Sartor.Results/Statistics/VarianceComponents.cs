namespace Sartor.Results.Statistics;

/// <summary>
/// How much of the scatter lies within a launch and how much between launches, as shares of the latency. The medians of launches scatter
/// by both: by the difference between launches and by the error of each median. The part between is what remains of their variance
/// without the mean squared error of a median (moment estimate of the one-way model with random effects: Searle, Casella &amp; McCulloch,
/// Variance Components, 1992, §3.6; Cochran, Biometrics 10, 1954).
/// </summary>
/// <param name="Within">Middle of the launches' <see cref="Dispersion.RobustCv"/>: how one inference differs from the next.</param>
/// <param name="Between">How one launch differs from the next; 0 where the errors of the medians explain their scatter.</param>
internal sealed record VarianceComponents(double Within, double Between)
{
    /// <summary>The components; null for fewer than two launches or a median that is not above 0.</summary>
    /// <param name="launches">The samples of each launch in ascending order, none empty.</param>
    public static VarianceComponents? Of(IReadOnlyList<double[]> launches)
    {
        ArgumentNullException.ThrowIfNull(launches);
        if (launches.Count < 2) return null;
        double[] medians = [.. launches.Select(sorted => Quantiles.Median(sorted))];
        if (!medians.All(median => median > 0)) return null;
        var scatter = Dispersion.StandardDeviation([.. medians.Select(median => Math.Log(median))]);
        var error = launches.Zip(medians, (sorted, median) => Math.Pow(MedianError(sorted) / median, 2)).Average();
        double[] deviations = [.. launches.Select(sorted => Dispersion.RobustCv(sorted)).Order()];
        return new VarianceComponents(Quantiles.Median(deviations), Math.Sqrt(Math.Max(0, (scatter * scatter) - error)));
    }

    /// <summary>
    /// Standard error of a median (McKean &amp; Schrader, Communications in Statistics B 13, 1984):
    /// <c>(x[n + 1 − c] − x[c]) / 2z</c> with <c>c = (n + 1)/2 − z·√(n/4)</c>, z for 99 %, c at least 1.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    internal static double MedianError(double[] sorted)
    {
        var n = sorted.Length;
        var c = Math.Max(1, (int)Math.Round(((n + 1) / 2.0) - (Normal.Z99 * Math.Sqrt(n / 4.0))));
        return (sorted[n - c] - sorted[c - 1]) / (2 * Normal.Z99);
    }
}
