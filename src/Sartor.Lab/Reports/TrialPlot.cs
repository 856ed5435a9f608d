using Sartor.Lab.Results;

namespace Sartor.Lab.Reports;

/// <summary>The samples of one trial as its plots show them. Durations are in nanoseconds.</summary>
internal sealed record TrialPlot
{
    // More points than this add ink and no information, and the page stays quick on a phone.
    private const int MaxDots = 400;
    private const int MaxStretches = 250;

    public required long MinNs { get; init; }

    public required long MaxNs { get; init; }

    /// <summary>5th percentile of all samples by nearest rank; the others alike.</summary>
    public required long P5Ns { get; init; }

    public required long Q1Ns { get; init; }

    public required long Q3Ns { get; init; }

    public required long P95Ns { get; init; }

    /// <summary>Evenly spaced ranks of the samples, the extremes among them, in a seeded order: the same distribution with fewer points.</summary>
    public required IReadOnlyList<long> Dots { get; init; }

    /// <summary>Pairs of index and duration: of each stretch of the run its shortest and its longest sample.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Series { get; init; }

    /// <summary>The same of the warm-up, with indices below zero, at most a tenth as many as were counted.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Warmup { get; init; }

    /// <summary>The plot of a trial that has samples.</summary>
    public static TrialPlot From(TrialResult trial)
    {
        long[] sorted = [.. trial.SamplesNs.Order()];
        var warmup = Math.Min(trial.WarmupSamplesNs.Count, Math.Max(10, sorted.Length / 10));
        return new TrialPlot
        {
            MinNs = sorted[0],
            MaxNs = sorted[^1],
            P5Ns = AtRank(sorted, 0.05),
            Q1Ns = AtRank(sorted, 0.25),
            Q3Ns = AtRank(sorted, 0.75),
            P95Ns = AtRank(sorted, 0.95),
            Dots = Thin(sorted),
            Series = Stretches(trial.SamplesNs, 0),
            Warmup = Stretches([.. trial.WarmupSamplesNs.TakeLast(warmup)], -warmup),
        };
    }

    private static long AtRank(long[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

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
        var points = new List<IReadOnlyList<long>>();
        if (samples.Count <= 2 * MaxStretches)
        {
            for (var i = 0; i < samples.Count; i++) points.Add([first + i, samples[i]]);
            return points;
        }
        for (var s = 0; s < MaxStretches; s++)
        {
            var from = (int)((long)s * samples.Count / MaxStretches);
            var to = (int)((long)(s + 1) * samples.Count / MaxStretches);
            int low = from, high = from;
            for (var i = from + 1; i < to; i++)
            {
                if (samples[i] < samples[low]) low = i;
                if (samples[i] > samples[high]) high = i;
            }
            points.Add([first + low, samples[low]]);
            if (high != low) points.Add([first + high, samples[high]]);
        }
        return points;
    }
}
