using Sartor.Results.Records;

namespace Sartor.Results.Statistics;

/// <summary>
/// Compares a trial of one run with the same trial of another run. They share no rounds, so a launch is one observation of its run:
/// Welch's t on the logarithms of the launches' medians, with the degrees of freedom of Welch and Satterthwaite, rounded down (Welch,
/// Biometrika 34, 1947; Satterthwaite, Biometrics Bulletin 2, 1946).
/// </summary>
internal static class RunComparison
{
    /// <summary>
    /// Ratio of a subject to a reference; null where one of them has fewer than two launches or a value that is not above 0.
    /// </summary>
    /// <param name="reference">The median of each launch of the earlier run.</param>
    /// <param name="subject">The same of the later run.</param>
    /// <param name="confidence">Of the interval, in (0, 1); a difference is shown where the interval leaves out 1.</param>
    public static RunRatio? Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> subject, double confidence = 0.95)
    {
        if (reference.Length < 2 || subject.Length < 2 || Logs(reference) is not { } a || Logs(subject) is not { } b) return null;
        var (va, vb) = (Squared(Dispersion.StandardDeviation(a)) / a.Length, Squared(Dispersion.StandardDeviation(b)) / b.Length);
        var center = Dispersion.Mean(b) - Dispersion.Mean(a);
        var spread = va + vb;
        // Launches that are equal to the last digit leave no doubt.
        var degrees = spread > 0 ? Squared(spread) / ((Squared(va) / (a.Length - 1)) + (Squared(vb) / (b.Length - 1))) : 1;
        var half = spread > 0 ? StudentT.Quantile(confidence, Math.Max(1, (int)degrees)) * Math.Sqrt(spread) : 0;
        var (low, high) = (Math.Exp(center - half), Math.Exp(center + half));
        if (!double.IsFinite(high)) return null;
        return new RunRatio
        {
            Ratio = Math.Exp(center),
            Low = low,
            High = high,
            Verdict = low > 1 ? RatioVerdict.Slower : high < 1 ? RatioVerdict.Faster : RatioVerdict.NoDifference,
        };
    }

    private static double Squared(double value) => value * value;

    private static double[]? Logs(ReadOnlySpan<double> values)
    {
        var logs = new double[values.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            if (!(values[i] > 0)) return null;
            logs[i] = Math.Log(values[i]);
        }
        return logs;
    }
}
