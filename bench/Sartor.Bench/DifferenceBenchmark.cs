using System.Diagnostics;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using static Sartor.Bench.MarkdownTable;

namespace Sartor.Bench;

/// <summary>
/// A against B: how small a difference a comparison of a given time finds. Once by the same network twice, whose ratio is known to be 1 and
/// moves with an assumed difference; once by two networks that differ by a few of many equal layers.
/// </summary>
internal static class DifferenceBenchmark
{
    private const int Layers = 100;
    private const int MoreLayers = 103;

    public static async Task RunAsync(int runs, double runSeconds, double launchSeconds, IReadOnlyList<string> models, TextWriter text)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-").FullName;
        try
        {
            var clock = Stopwatch.StartNew();
            text.WriteLine(FormattableString.Invariant($"{runs} runs of {runSeconds:0} s for each pair."));
            var same = new MarkdownTable(
                text, "network", "engine", "rounds", "half width", "found in 9 of 10 runs",
                "1 % found", "2 % found", "3 % found", "5 % found", "false");
            foreach (var trial in models.SelectMany(model => BenchTrial.OfOnnx(model, folder)))
            {
                var p = await RunAsync(trial, trial, runs, runSeconds, launchSeconds, clock).ConfigureAwait(false);
                same.Row(
                    trial.Network, trial.Engine, $"{p.Rounds:0}", $"±{Percent(p.HalfWidth)}", Percent(p.Found),
                    Percent(p.FoundShare(0.01)), Percent(p.FoundShare(0.02)), Percent(p.FoundShare(0.03)), Percent(p.FoundShare(0.05)),
                    $"{p.RoundsDiffer.Differ} of {p.RoundsDiffer.Of}");
            }
            var planted = new MarkdownTable(
                text, "networks", "engine", "rounds", "ratio of all runs", "half width of one", "called slower", "called faster");
            foreach (var name in (string[])["xnnpack", "none"])
            {
                var (a, b) = (BenchTrial.OfChain(Layers, name, folder), BenchTrial.OfChain(MoreLayers, name, folder));
                var p = await RunAsync(a, b, runs, runSeconds, launchSeconds, clock).ConfigureAwait(false);
                var ratio = Math.Exp(p.Ratios().Average(r => Math.Log(r.Ratio)));
                string Called(RatioVerdict verdict) => $"{p.Ratios().Count(r => r.Verdict == verdict)} of {p.Repeats}";
                planted.Row(
                    $"{a.Network}, {b.Network}", a.Engine, $"{p.Rounds:0}", FormattableString.Invariant($"{ratio:0.000}"),
                    $"±{Percent(p.HalfWidth)}", Called(RatioVerdict.Slower), Called(RatioVerdict.Faster));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<RepeatedPair> RunAsync(
        BenchTrial a, BenchTrial b, int runs, double runSeconds, double launchSeconds, Stopwatch clock)
    {
        // Rounds until the time of the run is up: no interval is ever narrow enough.
        var protocol = RepeatabilityBenchmark.Protocol(3, launchSeconds) with
        {
            MaxRounds = 10_000,
            TargetHalfWidth = 1e-9,
            TrialSeconds = runSeconds / 2,
        };
        using var device = new HostDevice();
        var launch = WorkerLaunches.On(device, protocol);
        var pair = new RepeatedPair(a);
        for (var i = 0; i < runs; i++)
        {
            var rounds = new TrialRounds(launch, protocol, TimeProvider.System, i);
            var results = await rounds.RunAsync([a.Request, b.Request]).ConfigureAwait(false);
            pair.Add(results[0], results[1]);
            Console.Error.WriteLine($"{a.Network}, {a.Engine}: run {i + 1} of {runs}, {clock.Elapsed:h\\:mm\\:ss}");
        }
        return pair;
    }
}
