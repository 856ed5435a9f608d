using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Statistics;

/// <summary>What the launches of a trial say together (docs/statistics.md). Warm-up runs enter none of it.</summary>
public static class TrialSummary
{
    private const double Confidence = 0.95;

    /// <summary>Computes everything from the raw samples.</summary>
    /// <param name="launches">Counted durations of each launch in ns in the order of time; at least one launch, none empty.</param>
    /// <param name="flags">What makes the trial doubtful (<see cref="TrialCheck"/>).</param>
    public static LatencySummary Of(IReadOnlyList<IReadOnlyList<long>> launches, IEnumerable<Diagnostic> flags)
    {
        ArgumentNullException.ThrowIfNull(launches);
        double[][] sorted = [.. launches.Select(samples => Quantiles.Sorted([.. samples]))];
        double[] all = [.. sorted.SelectMany(samples => samples).Order()];
        double[] medians = [.. sorted.Select(samples => Quantiles.Median(samples))];
        var (median, low, high, confidence) = Median(sorted, medians);
        var (p90, p95, p99) = (Quantile(sorted, all, 0.9), Quantile(sorted, all, 0.95), Quantile(sorted, all, 0.99));
        return new LatencySummary
        {
            MedianNs = median,
            MedianLowNs = low,
            MedianHighNs = high,
            Confidence = confidence,
            P90Ns = p90.Value,
            P90LowNs = p90.Interval?.Low,
            P90HighNs = p90.Interval?.High,
            P95Ns = p95.Value,
            P95LowNs = p95.Interval?.Low,
            P95HighNs = p95.Interval?.High,
            P99Ns = p99.Value,
            P99LowNs = p99.Interval?.Low,
            P99HighNs = p99.Interval?.High,
            MinNs = (long)all[0],
            MadNs = Dispersion.Mad(all),
            MeanNs = Dispersion.Mean(all),
            Count = all.Length,
            WithinCv = Quantiles.Median([.. sorted.Select(samples => Dispersion.RobustCv(samples)).Order()]),
            BetweenCv = VarianceComponents.Of(sorted)?.Between,
            Drift = RoundTrend.Of(medians)?.Change,
            Outliers = sorted.Sum(samples => Outliers.Of(samples).Count),
            Flags = [.. flags.Select(flag => flag.Code)],
        };
    }

    private static (double Value, double Low, double High, double Confidence) Median(double[][] sorted, double[] medians)
    {
        if (LaunchInterval.Of(medians, Confidence) is { } interval) return (interval.Center, interval.Low, interval.High, Confidence);
        // One launch: the interval of its own runs, or their range with the confidence 1 − 2·(½)ⁿ that it gives.
        var samples = sorted[0];
        return MedianInterval.For(samples, Confidence) is { } own
            ? (medians[0], own.Low, own.High, own.Coverage)
            : (medians[0], samples[0], samples[^1], 1 - Math.Pow(0.5, samples.Length - 1));
    }

    /// <summary>
    /// Quantile of all samples, with the relative width that the launches' own quantiles give; no interval where a launch has fewer than
    /// 1 / (1 − p) runs, of which its quantile is hardly more than the slowest.
    /// </summary>
    private static (double Value, LaunchInterval? Interval) Quantile(double[][] sorted, double[] all, double p)
    {
        var value = Quantiles.Type7(all, p);
        var isEnough = sorted.All(samples => samples.Length * (1 - p) > 1 - 1e-9);
        if (!isEnough) return (value, null);
        double[] own = [.. sorted.Select(samples => Quantiles.Type7(samples, p))];
        return (value, LaunchInterval.Of(own, Confidence)?.About(value));
    }
}
