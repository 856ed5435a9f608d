using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Measurements for people.</summary>
internal static class BenchText
{
    private const string Hash = "sha256:";
    private const int HashDigits = 12;

    /// <summary>Writes them, as text or as JSON with all samples.</summary>
    /// <returns>The exit code: 1 where nothing was measured.</returns>
    public static int Write(CliContext context, BenchResult result, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(result));
        else WriteText(context, result);
        return result.Trials.Any(t => t.Latency is not null) ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    /// <summary>Writes those of several models and numbers of threads in one table, or as JSON.</summary>
    /// <returns>The exit code: 1 where one of them could not be measured at all.</returns>
    public static int Write(CliContext context, BenchSet set, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(set));
        else WriteText(context, set);
        return set.Benches.All(bench => bench.Trials.Any(t => t.Latency is not null)) ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static void WriteText(CliContext context, BenchSet set)
    {
        var table = new TextTable(
            "Model", ">Threads", "Engine", ">Median [95 % interval]", ">p95", ">Size", ">Load", ">Peak memory", "Delegation")
            .Dispensing("Delegation", "Load", "Peak memory", "Size", "p95");
        foreach (var bench in set.Benches)
        {
            foreach (var trial in bench.Trials)
                table.Row(
                    bench.BatchSize > 1 ? $"{bench.Model.Name}, a batch of {bench.BatchSize}" : bench.Model.Name,
                    Quantity.Count(bench.Protocol.Threads), trial.Target.ToString(),
                    trial.Latency is { } l ? TrialText.Median(l) : trial.Outcome.ToString().ToLowerInvariant(),
                    Quantity.Duration(trial.Latency?.P95Ns), Quantity.Bytes(bench.Model.SizeBytes), Quantity.Duration(trial.LoadNs),
                    Quantity.Bytes(trial.PeakMemoryBytes), trial.Delegation?.Text ?? "");
        }
        var (device, diagnostics) = (set.Benches[0].Device, set.Benches.SelectMany(bench => bench.Diagnostics));
        context.Show(
            Tables.Pairs(
            [
                ("Device", $"{device.Cpu}, {device.Cores} cores, {device.Os}"),
                ("Protocol", Protocol(set.Benches[0].Protocol).Split("; ", 2)[1]),
                ("Notes", VerificationText.Notes(diagnostics)),
            ]),
            table);
        foreach (var bench in set.Benches)
            ProfileText.Write(context, bench.Profiles, $"{bench.Model.Name} with {Quantity.Of(bench.Protocol.Threads, "thread")}");
        foreach (var bench in set.Benches)
        {
            foreach (var trial in bench.Trials.Where(trial => trial.Reason is not null))
                context.Out.WriteLine($"{bench.Model.Name} on {trial.Target}: {trial.Reason}");
        }
    }

    private static void WriteText(CliContext context, BenchResult result)
    {
        var (model, device) = (result.Model, result.Device);
        context.Show(Tables.Pairs(
        [
            ("Model", $"{model.Name}, {Quantity.Bytes(model.SizeBytes)}"),
            ("Input", result.BatchSize > 1 ? $"{result.Input}, a batch of {result.BatchSize} samples" : result.Input),
            ("Device", $"{device.Cpu}, {device.Cores} cores, {device.Os}"),
            ("Protocol", Protocol(result.Protocol)),
            ("Notes", VerificationText.Notes(result.Diagnostics)),
        ]));
        context.Show(Trials(result.Trials, result.BatchSize));
        ProfileText.Write(context, result.Profiles);
        foreach (var trial in result.Trials)
        {
            if (trial.Reason is { } reason) context.Out.WriteLine($"{trial.Engine}/{trial.Delegate}: {reason}");
            foreach (var d in trial.Diagnostics) context.Out.WriteLine($"{trial.Engine}/{trial.Delegate}: {d.Code}: {d.Message}");
        }
    }

    private static TextTable Trials(IReadOnlyList<TrialResult> trials, int batch)
    {
        var table = new TextTable(
        [
            "Engine", TrialText.MedianHeading(batch), .. TrialText.PerSampleHeading(batch), "vs. fastest", ">Launches", ">CV within",
            ">CV between", ">Drift", ">p90", ">p95", ">p99", ">Min", ">MAD", ">Runs", ">Outliers", ">First run", ">Load", ">Peak memory",
            "Delegation",
        ])
            .Dispensing(
                "Peak memory", "Load", "First run", "MAD", "Min", "Outliers", "p90", "p99", "Delegation", "p95", "Runs", "Drift",
                "CV within", "CV between",
                "Launches");
        foreach (var trial in trials)
        {
            var l = trial.Latency;
            table.Row(
            [
                $"{trial.Engine} {Short(trial.EngineVersion)}/{trial.Delegate}",
                l is null ? trial.Outcome.ToString().ToLowerInvariant() : TrialText.Median(l), .. TrialText.PerSample(l, batch),
                TrialText.Ratio(trial), Quantity.Count(trial.Launches.Count), Quantity.Percent(l?.WithinCv), Quantity.Percent(l?.BetweenCv),
                Quantity.Percent(l?.Drift), Quantity.Duration(l?.P90Ns), TrialText.Interval(l?.P95Ns, l?.P95LowNs, l?.P95HighNs),
                Quantity.Duration(l?.P99Ns), Quantity.Duration(l?.MinNs), Quantity.Duration(l?.MadNs), Quantity.Count(l?.Count),
                Quantity.Count(l?.Outliers), Quantity.Duration(trial.FirstInferenceNs), Quantity.Duration(trial.LoadNs),
                Quantity.Bytes(trial.PeakMemoryBytes), trial.Delegation?.Text ?? "",
            ]);
        }
        return table;
    }

    // Where the version of a program is its hash, the beginning of that tells it apart in a table; JSON has it whole.
    private static string Short(string version) =>
        version.IndexOf(Hash, StringComparison.Ordinal) is var at and >= 0 && version.Length > at + Hash.Length + HashDigits
            ? $"{version.AsSpan(0, at + Hash.Length + HashDigits)}…"
            : version;

    private static string Protocol(ProtocolFacts p)
    {
        var launches = p.MinRounds == p.MaxRounds ? $"{p.MaxRounds}" : $"{p.MinRounds} to {p.MaxRounds}";
        var cores = p.Cpus is { } cpus ? $" on {(cpus.IndexOfAny([',', '-']) < 0 ? "core" : "cores")} {cpus}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantity.Of(p.Threads, "thread")}{cores}; {launches} launches per trial, interleaved, "
            + $"until the interval is within ±{100 * p.TargetHalfWidth:0.##} %; each launch warms up for at least "
            + $"{Quantity.Of(p.WarmupRuns, "run")} and {p.WarmupSeconds} s and counts at least {Quantity.Of(p.MinRuns, "run")} and "
            + $"{p.MinSeconds} s");
    }
}
