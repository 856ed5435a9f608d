using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Statistics;

/// <summary>Says what makes a series of latencies doubtful, and what to do about it.</summary>
public static class SeriesCheck
{
    /// <summary>The codes of what disturbs a series from outside, so that another one may be clean.</summary>
    public static IReadOnlyList<string> Disturbances { get; } = ["noisy-series", "bimodal-series", "drifting-series", "outliers"];

    /// <summary>
    /// Warnings with the codes <c>too-few-runs</c>, <c>coarse-clock</c>, <c>noisy-series</c>, <c>bimodal-series</c>,
    /// <c>drifting-series</c>, <c>outliers</c>; empty for a clean series.
    /// </summary>
    /// <param name="samplesNs">In the order of time, not empty.</param>
    /// <param name="clockStepNs">Resolution of the clock; null if unknown.</param>
    /// <param name="bounds">Null: the defaults.</param>
    public static IReadOnlyList<Diagnostic> Run(ReadOnlySpan<double> samplesNs, double? clockStepNs = null, SeriesBounds? bounds = null)
    {
        bounds ??= new SeriesBounds();
        var sorted = Quantiles.Sorted(samplesNs);
        var median = Quantiles.Median(sorted);
        var found = new List<Diagnostic>();
        void Warn(string code, params FormattableString[] parts) =>
            found.Add(Diagnostic.Warning(code, string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture)))));

        var interval = MedianInterval.For(sorted);
        if (interval is null)
            Warn("too-few-runs", $"{sorted.Length} runs give no 95 % interval of the median; use at least 6 runs, better 50");
        if (clockStepNs is { } step && median < bounds.MinClockSteps * step)
        {
            Warn("coarse-clock",
                $"the median of {median:0} ns is only {median / step:0.#} steps of the clock ({step:0} ns each); ",
                $"use larger batches to compare such short inferences");
        }
        if (sorted.Length < 4) return found;

        var bimodality = Bimodality.Of(sorted);
        var trend = Trend.Of(samplesNs);
        var outliers = Outliers.Of(sorted);
        var cv = Dispersion.RobustCv(sorted);
        if (bimodality.IsBimodal)
        {
            Warn("bimodal-series",
                $"the runs fall into two groups, {bimodality.LowMedian / 1e6:0.###} ms and {bimodality.HighMedian / 1e6:0.###} ms ",
                $"({bimodality.HighShare:P0} of the runs), so no single number describes them; use one thread, pin the clock rate, ",
                $"close other programs, and measure again");
        }
        else if (cv > bounds.MaxRobustCv)
        {
            Warn("noisy-series",
                $"the runs scatter by {cv:P1} of the median (limit {bounds.MaxRobustCv:P0}); ",
                $"close other programs and measure again, or measure longer");
        }
        if (trend.IsSignificant && Math.Abs(trend.RelativeShift) > bounds.MaxShift)
        {
            var (way, remedy) = trend.RelativeShift > 0
                ? ("slower", "let the machine cool down and pause between trials")
                : ("faster", "warm up longer");
            Warn("drifting-series",
                $"the second half of the runs is {Math.Abs(trend.RelativeShift):P1} {way} than the first; {remedy}, and measure again");
        }
        var moved = (median - outliers.RestMedian) / median;
        var isCovered = interval is null || (outliers.RestMedian >= interval.Low && outliers.RestMedian <= interval.High);
        if (!bimodality.IsBimodal && !isCovered && Math.Abs(moved) > bounds.MaxOutlierShift)
        {
            Warn("outliers",
                $"{outliers.Count} of {sorted.Length} runs lie far from the others and move the median by {moved:P1}, ",
                $"beyond its interval; close other programs and measure again");
        }
        return found;
    }
}
