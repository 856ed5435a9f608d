namespace Sartor.Results.Statistics;

/// <summary>
/// Score interval of a share (Wilson, JASA 22, 1927; method 3 of Newcombe, Statistics in Medicine 17, 1998):
/// <c>(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)</c>.
/// </summary>
/// <param name="Share">successes / n.</param>
/// <param name="Low">Lower end, in [0, 1].</param>
/// <param name="High">Upper end, in [0, 1].</param>
public sealed record WilsonInterval(double Share, double Low, double High)
{
    /// <param name="successes">0 to <paramref name="n"/>.</param>
    /// <param name="n">≥ 1.</param>
    /// <param name="z">Two-sided normal quantile of the confidence, default 95 %.</param>
    public static WilsonInterval For(int successes, int n, double z = Normal.Z95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        var p = (double)successes / n;
        var square = z * z / n;
        var center = p + (square / 2);
        var half = z * Math.Sqrt((p * (1 - p) / n) + (square / (4 * n)));
        // Exact at the ends, where rounding would leave a trace above 0 or below 1.
        var low = successes == 0 ? 0 : (center - half) / (1 + square);
        var high = successes == n ? 1 : (center + half) / (1 + square);
        return new WilsonInterval(p, low, high);
    }
}
