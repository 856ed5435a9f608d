using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Bench;

/// <summary>Two trials that were measured in the same rounds, over and over, and how often their statistics tell the truth.</summary>
internal sealed class RepeatedPair(BenchTrial trial)
{
    private readonly List<(TrialResult A, TrialResult B)> _repeats = [];

    public BenchTrial Trial { get; } = trial;

    public int Repeats => _repeats.Count;

    /// <summary>Adds a repeat.</summary>
    /// <exception cref="EngineException">One of the two was not measured.</exception>
    public void Add(TrialResult a, TrialResult b)
    {
        if ((a.Latency is null ? a : b.Latency is null ? b : null) is { } failed)
            throw new EngineException(failed.Engine, $"{Trial.Network} on {Trial.Engine} was not measured: {failed.Reason}");
        _repeats.Add((a, b));
    }

    private IEnumerable<TrialResult> All => _repeats.SelectMany(pair => (TrialResult[])[pair.A, pair.B]);

    /// <summary>What intervals should hold: the geometric mean of all launches of the bench.</summary>
    public double Truth => Math.Exp(All.SelectMany(result => result.Launches).Average(launch => Math.Log(launch.MedianNs)));

    /// <summary>How launches differ, as the middle of the trials' estimates.</summary>
    public double Between => Middle(All.Select(result => result.Latency!.BetweenCv ?? 0));

    /// <summary>
    /// Standard deviation of the repeats' latencies, as a share, less what their own errors make of it: what the machine does from repeat
    /// to repeat. 0 where the errors explain it.
    /// </summary>
    public double Drift
    {
        get
        {
            var logs = All.Select(result => Math.Log(result.Latency!.MedianNs)).ToArray();
            var error = All.Average(result => Math.Pow(StandardError(result), 2));
            return Math.Sqrt(Math.Max(0, Math.Pow(Dispersion.StandardDeviation(logs), 2) - error));
        }
    }

    /// <summary>Slowest over fastest repeat, less 1.</summary>
    public double Range => (All.Max(result => result.Latency!.MedianNs) / All.Min(result => result.Latency!.MedianNs)) - 1;

    /// <summary>Intervals of one series of runs, as tools report that look at one process: how many hold the truth, of how many.</summary>
    public (int Holds, int Of) SeriesHolds => Count(Series(), Truth);

    /// <summary>Intervals of the launches of a repeat.</summary>
    public (int Holds, int Of) RepeatHolds => Count(Intervals(All), Truth);

    /// <summary>Intervals of as many launches, but spread over the whole bench.</summary>
    public (int Holds, int Of) SpreadHolds => Count(Spread(pair => pair.A).Concat(Spread(pair => pair.B)), Truth);

    /// <summary>Pairs of series of the same network whose intervals do not overlap.</summary>
    public (int Differ, int Of) SeriesDiffer => Apart([.. Series()]);

    /// <summary>Pairs of repeats, one after the other, whose intervals do not overlap.</summary>
    public (int Differ, int Of) RepeatsDiffer => Apart([.. Intervals(_repeats.Select(pair => pair.A))]);

    /// <summary>Comparisons within rounds that show a difference between the two.</summary>
    public (int Differ, int Of) RoundsDiffer => (Ratios().Count(ratio => ratio.Verdict != RatioVerdict.NoDifference), Repeats);

    /// <summary>Half of the range that holds the middle 95 % of the means of one process, as a share of the truth.</summary>
    public double MeanSpread
    {
        get
        {
            double[] means = [.. All.Select(result => FirstSeries(result).Average() / Truth).Order()];
            return (Quantiles.Type7(means, 0.975) - Quantiles.Type7(means, 0.025)) / 2;
        }
    }

    /// <summary>Middle half width of a comparison's interval.</summary>
    public double HalfWidth => Middle(Ratios().Select(ratio => (ratio.High / ratio.Ratio) - 1));

    /// <summary>Middle number of rounds of a repeat.</summary>
    public double Rounds => Middle(Ratios().Select(ratio => (double)ratio.Rounds));

    /// <summary>
    /// The smallest share by which the second could have been slower and be called slower in nine of ten repeats. Slower by a factor moves
    /// an interval of the ratio by this factor; the truth is known, since both are the same network.
    /// </summary>
    public double Found => Quantile(0.9, Ratios().Select(ratio => (1 / ratio.Low) - 1));

    /// <summary>How often the second, were it slower by this share, would be called slower.</summary>
    public double FoundShare(double difference) => Ratios().Count(ratio => ratio.Low * (1 + difference) > 1) / (double)Repeats;

    /// <summary>Ratios of B to A.</summary>
    public IEnumerable<LatencyRatio> Ratios() => _repeats.Select(pair => RoundComparison.Of(pair.A, pair.B)!);

    private static double StandardError(TrialResult result)
    {
        var n = result.Launches.Count;
        return Math.Log(result.Latency!.MedianHighNs / result.Latency.MedianNs) / StudentT.Quantile(result.Latency.Confidence, n - 1);
    }

    private static IEnumerable<(double Low, double High)> Intervals(IEnumerable<TrialResult> results) =>
        results.Select(result => (result.Latency!.MedianLowNs, result.Latency.MedianHighNs));

    private IEnumerable<(double Low, double High)> Series() =>
        from result in All
        let interval = MedianInterval.For(Quantiles.Sorted(FirstSeries(result)))
        where interval is not null
        select (interval.Low, interval.High);

    private static double[] FirstSeries(TrialResult result) =>
        [.. result.SamplesNs.Take(result.Launches[0].Count).Select(ns => (double)ns)];

    private IEnumerable<(double Low, double High)> Spread(Func<(TrialResult A, TrialResult B), TrialResult> side)
    {
        var launches = _repeats.SelectMany(pair => side(pair).Launches).Select(launch => launch.MedianNs).ToArray();
        for (var first = 0; first < Repeats; first++)
        {
            double[] every = [.. launches.Where((_, i) => i % Repeats == first)];
            if (LaunchInterval.Of(every) is { } interval) yield return (interval.Low, interval.High);
        }
    }

    private static (int, int) Count(IEnumerable<(double Low, double High)> intervals, double truth)
    {
        var all = intervals.ToArray();
        return (all.Count(interval => interval.Low <= truth && truth <= interval.High), all.Length);
    }

    private static (int, int) Apart((double Low, double High)[] intervals)
    {
        var (differ, pairs) = (0, 0);
        for (var i = 0; i < intervals.Length; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
            {
                if (intervals[i].Low > intervals[j].High || intervals[j].Low > intervals[i].High) differ++;
            }
        }
        return (differ, pairs);
    }

    private static double Middle(IEnumerable<double> values) => Quantile(0.5, values);

    private static double Quantile(double p, IEnumerable<double> values) => Quantiles.Type7([.. values.Order()], p);
}
