namespace Sartor.Results.Statistics;

/// <summary>
/// Student's t distribution with a whole number of degrees of freedom, exact by the finite sums of Abramowitz &amp; Stegun, Handbook of
/// Mathematical Functions, 26.7.3 and 26.7.4.
/// </summary>
internal static class StudentT
{
    /// <summary>P(|T| ≤ t).</summary>
    /// <param name="t">≥ 0.</param>
    /// <param name="degrees">Degrees of freedom, ≥ 1.</param>
    public static double Central(double t, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        var theta = Math.Atan(t / Math.Sqrt(degrees));
        var (sine, cosine) = Math.SinCos(theta);
        var isOdd = degrees % 2 == 1;
        // Odd: sin θ·(cos θ + ⅔·cos³ θ + …), even: sin θ·(1 + ½·cos² θ + …); each term follows from the one before.
        double sum = 0, term = isOdd ? cosine : 1;
        for (var power = isOdd ? 1 : 0; power <= degrees - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        return isOdd ? 2 / Math.PI * (theta + (sine * sum)) : sine * sum;
    }

    /// <summary>The t with <c>P(|T| ≤ t) = confidence</c>.</summary>
    /// <param name="confidence">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, ≥ 1.</param>
    public static double Quantile(double confidence, int degrees)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must be between 0 and 1");
        double low = 0, high = 1;
        while (Central(high, degrees) < confidence) high *= 2;
        for (var middle = high / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            if (Central(middle, degrees) < confidence) low = middle;
            else high = middle;
        }
        return high;
    }
}
