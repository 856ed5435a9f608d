namespace Sartor.Results.Statistics;

/// <summary>
/// Confidence interval of a latency from several launches. What varies from one start of a process to the next (addresses, huge pages,
/// clock rate) is the same for all inferences of a launch, so a launch counts as one observation: Student's t on the logarithms of one
/// value for each launch (Georges, Buytaert &amp; Eeckhout, Statistically rigorous Java performance evaluation, OOPSLA 2007; Kalibera &amp;
/// Jones, Rigorous benchmarking in reasonable time, ISMM 2013). The logarithm, because launches differ by factors.
/// </summary>
/// <param name="Center">Geometric mean of the launches.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Launches">How many launches there are, ≥ 2.</param>
public sealed record LaunchInterval(double Center, double Low, double High, int Launches)
{
    /// <summary>(High − Center) / Center.</summary>
    public double RelativeHalfWidth => (High / Center) - 1;

    /// <summary>The interval; null for fewer than two launches or a value that is not above 0.</summary>
    /// <param name="values">One for each launch, such as its median.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static LaunchInterval? Of(ReadOnlySpan<double> values, double confidence = 0.95)
    {
        if (values.Length < 2) return null;
        var logs = new double[values.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            if (!(values[i] > 0)) return null;
            logs[i] = Math.Log(values[i]);
        }
        var mean = Dispersion.Mean(logs);
        var half = StudentT.Quantile(confidence, logs.Length - 1) * Dispersion.StandardDeviation(logs) / Math.Sqrt(logs.Length);
        return new LaunchInterval(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half), logs.Length);
    }

    /// <summary>The same relative width about another center.</summary>
    public LaunchInterval About(double center) => this with { Center = center, Low = center * Low / Center, High = center * High / Center };
}
