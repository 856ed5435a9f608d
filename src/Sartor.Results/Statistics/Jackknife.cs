namespace Sartor.Results.Statistics;

/// <summary>
/// Standard error of a smooth function of sums over samples, by leaving out one sample at a time (Tukey 1958; Efron &amp; Tibshirani, An
/// Introduction to the Bootstrap, 1993, equation 11.5): <c>se² = (n − 1)/n · Σ(θ₍ᵢ₎ − θ̄)²</c>. For a mean it is the usual standard error.
/// </summary>
/// <param name="Value">The function of all samples.</param>
/// <param name="StandardError">NaN for a single sample.</param>
/// <param name="Samples">n, ≥ 1.</param>
public sealed record Jackknife(double Value, double StandardError, int Samples)
{
    /// <summary>The estimate from one row of terms for each sample.</summary>
    /// <param name="terms">As many numbers in each row; at least one row.</param>
    /// <param name="function">Of the sums of the columns and the number of rows.</param>
    /// <exception cref="ArgumentException">There is no row, or rows differ in length.</exception>
    public static Jackknife Of(IReadOnlyList<double[]> terms, Func<double[], int, double> function)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(function);
        if (terms.Count == 0 || terms.Any(row => row.Length != terms[0].Length))
            throw new ArgumentException("each sample gives the same number of terms, and there is at least one sample", nameof(terms));
        var (n, width) = (terms.Count, terms[0].Length);
        var sums = new double[width];
        foreach (var row in terms)
        {
            for (var k = 0; k < width; k++) sums[k] += row[k];
        }
        var value = function(sums, n);
        if (n == 1) return new Jackknife(value, double.NaN, 1);
        var partial = new double[n];
        var rest = new double[width];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < width; k++) rest[k] = sums[k] - terms[i][k];
            partial[i] = function(rest, n - 1);
        }
        var mean = Dispersion.Mean(partial);
        var squares = partial.Sum(p => (p - mean) * (p - mean));
        return new Jackknife(value, Math.Sqrt((n - 1.0) / n * squares), n);
    }

    /// <summary>Interval by Student's t with n − 1 degrees of freedom; null for a single sample.</summary>
    /// <param name="confidence">In (0, 1).</param>
    public (double Low, double High)? Interval(double confidence = 0.95)
    {
        if (Samples < 2) return null;
        var half = StudentT.Quantile(confidence, Samples - 1) * StandardError;
        return (Value - half, Value + half);
    }

    /// <summary>
    /// p-value of the one-sided test that the true value is above 0, by Student's t with n − 1 degrees of freedom. 1 for a single sample,
    /// which tells nothing; 0 or 1 where all samples say the same.
    /// </summary>
    public double PValueAboveZero
    {
        get
        {
            if (Samples < 2 || double.IsNaN(Value)) return 1;
            if (StandardError == 0) return Value > 0 ? 0 : 1;
            var t = Value / StandardError;
            var central = StudentT.Central(Math.Abs(t), Samples - 1);
            return t > 0 ? (1 - central) / 2 : (1 + central) / 2;
        }
    }
}
