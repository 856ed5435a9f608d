using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Measurement;

/// <summary>What the counted runs of a <see cref="LatencySeries"/> say (docs/statistics.md). Warm-up runs enter none of it.</summary>
public sealed record SeriesSummary
{
    private SeriesSummary()
    {
    }

    /// <summary>Number of counted runs.</summary>
    public required int Count { get; init; }

    /// <summary>The middle run.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Distribution-free 95 % interval of the median; null for fewer than 6 runs.</summary>
    public required MedianInterval? Interval { get; init; }

    /// <summary>90th percentile, type 7.</summary>
    public required double P90Ns { get; init; }

    /// <summary>95th percentile, type 7.</summary>
    public required double P95Ns { get; init; }

    /// <summary>99th percentile, type 7; for fewer than 100 runs little more than the slowest one.</summary>
    public required double P99Ns { get; init; }

    /// <summary>The fastest run.</summary>
    public required long MinNs { get; init; }

    /// <summary>Median absolute deviation from the median, not scaled.</summary>
    public required double MadNs { get; init; }

    /// <summary>1.4826 · MAD / median, or its stand-in where the MAD is 0 (<see cref="Dispersion.RobustDeviation"/>).</summary>
    public required double RobustCv { get; init; }

    /// <summary>Arithmetic mean, for comparison with tools that report nothing else.</summary>
    public required double MeanNs { get; init; }

    /// <summary>Standard deviation with n − 1, for the same purpose.</summary>
    public required double StandardDeviationNs { get; init; }

    /// <summary>Runs far from the others; every other number includes them.</summary>
    public required Outliers Outliers { get; init; }

    /// <summary>What makes the series doubtful, and what to do; empty for a clean one. Codes: <see cref="SeriesCheck.Run"/>.</summary>
    public required EquatableArray<Diagnostic> Flags { get; init; }

    /// <summary>Computes everything from the raw samples.</summary>
    /// <param name="series">With at least one counted run.</param>
    /// <param name="bounds">Null: the defaults.</param>
    public static SeriesSummary Of(LatencySeries series, SeriesBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        var samples = series.SamplesNs.Select(ns => (double)ns).ToArray();
        var sorted = Quantiles.Sorted(samples);
        return new SeriesSummary
        {
            Count = samples.Length,
            MedianNs = Quantiles.Median(sorted),
            Interval = MedianInterval.For(sorted),
            P90Ns = Quantiles.Type7(sorted, 0.9),
            P95Ns = Quantiles.Type7(sorted, 0.95),
            P99Ns = Quantiles.Type7(sorted, 0.99),
            MinNs = (long)sorted[0],
            MadNs = Dispersion.Mad(sorted),
            RobustCv = Dispersion.RobustCv(sorted),
            MeanNs = Dispersion.Mean(samples),
            StandardDeviationNs = Dispersion.StandardDeviation(samples),
            Outliers = Outliers.Of(sorted),
            Flags = SeriesCheck.Run(samples, series.ClockStepNs, bounds).ToEquatableArray(),
        };
    }

    /// <summary>As a result file states it. Without an interval the ends are those of the samples, with the confidence that they really give.</summary>
    public LatencySummary ToResult(LatencySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new LatencySummary
        {
            MedianNs = MedianNs,
            MedianLowNs = Interval?.Low ?? MinNs,
            MedianHighNs = Interval?.High ?? series.SamplesNs.Max(),
            // The range of n samples covers the median with 1 − 2·(½)ⁿ.
            Confidence = Interval?.Coverage ?? 1 - Math.Pow(0.5, Count - 1),
            P90Ns = P90Ns,
            P95Ns = P95Ns,
            P99Ns = P99Ns,
            MinNs = MinNs,
            MadNs = MadNs,
            MeanNs = MeanNs,
            Count = Count,
            Outliers = Outliers.Count,
            Flags = [.. Flags.Select(flag => flag.Code)],
        };
    }
}
