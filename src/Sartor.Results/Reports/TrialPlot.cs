using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Results.Reports;

/// <summary>The samples of one trial as its plots show them. Durations are in nanoseconds.</summary>
internal sealed record TrialPlot
{
    // More points than this add ink and no information, and the page stays quick on a phone.
    private const int MaxDots = 400;
    private const int MaxPoints = 500;

    public required long MinNs { get; init; }

    public required long MaxNs { get; init; }

    /// <summary>5th percentile of all samples (Hyndman and Fan's type 7); the quartiles and the 95th alike.</summary>
    public required double P5Ns { get; init; }

    public required double Q1Ns { get; init; }

    public required double Q3Ns { get; init; }

    public required double P95Ns { get; init; }

    /// <summary>
    /// Evenly spaced ranks of the samples, the extremes among them, in a seeded order: the same distribution with fewer points.
    /// </summary>
    public required IReadOnlyList<long> Dots { get; init; }

    /// <summary>Pairs of index and duration: one sample from each of equally long stretches of the run.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Series { get; init; }

    /// <summary>The same of the warm-up, with indices below zero, at most a tenth as many as were counted.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Warmup { get; init; }

    /// <summary>The plot of a trial that has samples.</summary>
    public static TrialPlot From(TrialResult trial)
    {
        long[] sorted = [.. trial.SamplesNs.Order()];
        var values = Quantiles.Sorted([.. trial.SamplesNs]);
        var warmup = Math.Min(trial.WarmupSamplesNs.Count, Math.Max(10, sorted.Length / 10));
        return new TrialPlot
        {
            MinNs = sorted[0],
            MaxNs = sorted[^1],
            P5Ns = Quantiles.Type7(values, 0.05),
            Q1Ns = Quantiles.Type7(values, 0.25),
            Q3Ns = Quantiles.Type7(values, 0.75),
            P95Ns = Quantiles.Type7(values, 0.95),
            Dots = Thin(sorted),
            Series = Stretches(trial.SamplesNs, 0),
            Warmup = Stretches([.. trial.WarmupSamplesNs.TakeLast(warmup)], -warmup),
        };
    }

    private static long[] Thin(long[] sorted)
    {
        var count = Math.Min(MaxDots, sorted.Length);
        var dots = new long[count];
        for (var i = 0; i < count; i++) dots[i] = sorted[count == 1 ? 0 : (int)((long)i * (sorted.Length - 1) / (count - 1))];
        new Random(1).Shuffle(dots);
        return dots;
    }

    private static List<IReadOnlyList<long>> Stretches(IReadOnlyList<long> samples, int first)
    {
        var count = Math.Min(MaxPoints, samples.Count);
        var points = new List<IReadOnlyList<long>>(count);
        for (var i = 0; i < count; i++)
        {
            // The middle of each stretch: which sample stands for a stretch does not depend on how long it took.
            var index = (int)((2L * i + 1) * samples.Count / (2L * count));
            points.Add([first + index, samples[index]]);
        }
        return points;
    }
}
