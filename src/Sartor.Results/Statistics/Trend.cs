namespace Sartor.Results.Statistics;

/// <summary>Whether samples rise or fall with time.</summary>
/// <param name="Rho">Spearman's rank correlation of position and value, in [−1, 1]; 0 without scatter.</param>
/// <param name="RelativeShift">(median of the second half − median of the first half) / median of all.</param>
/// <param name="IsSignificant">
/// True where |ρ|·√(n − 1) exceeds the 1 % point of the normal distribution (Kendall &amp; Gibbons, Rank Correlation Methods, §4.10).
/// </param>
internal sealed record Trend(double Rho, double RelativeShift, bool IsSignificant)
{
    /// <param name="samples">In the order of time, at least two.</param>
    public static Trend Of(ReadOnlySpan<double> samples)
    {
        if (samples.Length < 2) throw new ArgumentException("a trend needs two samples", nameof(samples));
        var rho = Spearman(samples);
        var half = samples.Length / 2;
        var median = Quantiles.Median(Quantiles.Sorted(samples));
        var shift = Quantiles.Median(Quantiles.Sorted(samples[^half..])) - Quantiles.Median(Quantiles.Sorted(samples[..half]));
        return new Trend(rho, median == 0 ? 0 : shift / median, Math.Abs(rho) * Math.Sqrt(samples.Length - 1) > Normal.Z99);
    }

    /// <summary>Pearson's correlation of the position with the rank, equal values sharing the mean of their ranks.</summary>
    private static double Spearman(ReadOnlySpan<double> samples)
    {
        var n = samples.Length;
        var sorted = samples.ToArray();
        var positions = new int[n];
        for (var i = 0; i < n; i++) positions[i] = i;
        Array.Sort(sorted, positions);
        var mean = (n - 1) / 2.0;
        double products = 0, squares = 0;
        for (var i = 0; i < n;)
        {
            var end = i + 1;
            while (end < n && sorted[end] == sorted[i]) end++;
            var rank = ((i + end - 1) / 2.0) - mean;
            for (; i < end; i++)
            {
                products += rank * (positions[i] - mean);
                squares += rank * rank;
            }
        }
        var positionSquares = (double)n * ((double)n * n - 1) / 12;
        return squares == 0 ? 0 : products / Math.Sqrt(squares * positionSquares);
    }
}
