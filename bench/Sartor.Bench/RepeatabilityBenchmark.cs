using System.Diagnostics;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Results.Statistics;
using static Sartor.Bench.MarkdownTable;

namespace Sartor.Bench;

/// <summary>
/// A against A: each network twice on each engine, all in the same rounds, over and over. Says how often intervals hold the latency of the
/// whole bench, and how often two trials of the same file are called different.
/// </summary>
internal static class RepeatabilityBenchmark
{
    public static async Task RunAsync(int repeats, int rounds, double seconds, IReadOnlyList<string> models, TextWriter text)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-").FullName;
        try
        {
            var trials = models.SelectMany(model => BenchTrial.OfOnnx(model, folder));
            RepeatedPair[] pairs = [.. trials.Select(trial => new RepeatedPair(trial))];
            var clock = Stopwatch.StartNew();
            var protocol = Protocol(rounds, seconds);
            using var device = new HostDevice();
            var launch = WorkerLaunches.On(device, protocol);
            TrialRequest[] requests = [.. pairs.SelectMany(pair => (TrialRequest[])[pair.Trial.Request, pair.Trial.Request])];
            for (var i = 0; i < repeats; i++)
            {
                var results = await new TrialRounds(launch, protocol, TimeProvider.System, i).RunAsync(requests).ConfigureAwait(false);
                for (var k = 0; k < pairs.Length; k++) pairs[k].Add(results[2 * k], results[(2 * k) + 1]);
                Console.Error.WriteLine($"repeat {i + 1} of {repeats}, {clock.Elapsed:h\\:mm\\:ss}");
            }
            Write(text, pairs, clock.Elapsed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As many rounds as are asked for and no more; a launch counts for at least so long.</summary>
    public static MeasurementProtocol Protocol(int rounds, double seconds) => new()
    {
        MinRounds = rounds,
        MaxRounds = rounds,
        WarmUpMinRuns = 2,
        WarmUpMinSeconds = seconds / 2,
        MinRuns = 6,
        MinSeconds = seconds,
        MaxRepeats = 1,
    };

    private static void Write(TextWriter text, RepeatedPair[] pairs, TimeSpan elapsed)
    {
        text.WriteLine(Invariant($"{pairs[0].Repeats} repeats of {pairs[0].Rounds:0} rounds in {elapsed.TotalMinutes:0} minutes."));
        var table = new MarkdownTable(
            text, "network", "engine", "median, ms", "launches differ", "repeats drift", "slowest repeat",
            "holds: series", "… repeat", "… spread", "differ: series", "… repeats", "… in rounds", "mean of one process");
        foreach (var p in pairs)
        {
            table.Row(
                p.Trial.Network, p.Trial.Engine, Invariant($"{p.Truth / 1e6:0.000}"),
                Percent(p.Between), Percent(p.Drift), $"+{Percent(p.Range)}",
                Share(p.SeriesHolds), Share(p.RepeatHolds), Share(p.SpreadHolds),
                Share(p.SeriesDiffer), Share(p.RepeatsDiffer), Count(p.RoundsDiffer), $"±{Percent(p.MeanSpread)}");
        }
        table.Row(
            "all", "", "", "", "", "",
            Wilson(pairs, p => p.SeriesHolds), Wilson(pairs, p => p.RepeatHolds), Wilson(pairs, p => p.SpreadHolds),
            Share(Sum(pairs, p => p.SeriesDiffer)), Share(Sum(pairs, p => p.RepeatsDiffer)), Wilson(pairs, p => p.RoundsDiffer), "");
        var differences = new MarkdownTable(text, "network", "engine", "half width of a comparison", "found in 9 of 10 repeats");
        foreach (var p in pairs) differences.Row(p.Trial.Network, p.Trial.Engine, $"±{Percent(p.HalfWidth)}", Percent(p.Found));
    }

    private static string Share((int Count, int Of) of) => Percent(of.Count / (double)of.Of);

    private static string Count((int Count, int Of) of) => $"{of.Count} of {of.Of}";

    private static (int, int) Sum(RepeatedPair[] pairs, Func<RepeatedPair, (int Count, int Of)> of) =>
        (pairs.Sum(p => of(p).Count), pairs.Sum(p => of(p).Of));

    private static string Wilson(RepeatedPair[] pairs, Func<RepeatedPair, (int Count, int Of)> of)
    {
        var (count, n) = Sum(pairs, of);
        var interval = WilsonInterval.For(count, n);
        return $"{Percent(interval.Share)} ({Percent(interval.Low)} to {Percent(interval.High)})";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
