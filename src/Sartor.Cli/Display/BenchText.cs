using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Measurements for people.</summary>
internal static class BenchText
{
    /// <summary>Writes them, as text or as JSON with all samples.</summary>
    /// <returns>The exit code: 1 where nothing was measured.</returns>
    public static int Write(CliContext context, BenchResult result, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(result));
        else WriteText(context, result);
        return result.Trials.Any(t => t.Latency is not null) ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static void WriteText(CliContext context, BenchResult result)
    {
        var table = new TextTable("Engine", ">Median [95 % interval]", ">p90", ">p95", ">p99", ">Min", ">MAD", ">Runs", ">Outliers", ">First", ">Load", ">Peak memory", "Ran", "Flags")
            .Dispensing("Peak memory", "Load", "First", "MAD", "Min", "Outliers", "p90", "p99", "Ran", "p95", "Runs");
        foreach (var trial in result.Trials)
        {
            var l = trial.Latency;
            table.Row($"{trial.Engine} {trial.EngineVersion}/{trial.Delegate}", l is null ? trial.Outcome.ToString().ToLowerInvariant() : TrialText.Median(l).TrimEnd('*'),
                Quantity.Duration(l?.P90Ns), Quantity.Duration(l?.P95Ns), Quantity.Duration(l?.P99Ns), Quantity.Duration(l?.MinNs), Quantity.Duration(l?.MadNs), Quantity.Count(l?.Count), Quantity.Count(l?.Outliers),
                Quantity.Duration(trial.FirstInferenceNs), Quantity.Duration(trial.LoadNs), Quantity.Bytes(trial.PeakMemoryBytes), trial.Delegation?.Text ?? "", string.Join(", ", l?.Flags ?? []));
        }
        context.Show(Tables.Pairs(
        [
            ("Model", $"{result.Model.Name}, {Quantity.Bytes(result.Model.SizeBytes)}"),
            ("Input", result.Input),
            ("Device", $"{result.Device.Cpu}, {result.Device.Cores} cores, {result.Device.Os}"),
            ("Protocol", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(result.Protocol.Threads, "thread")}; at least {Quantity.Of(result.Protocol.WarmupRuns, "run")} and {result.Protocol.WarmupSeconds} s of warm-up, {Quantity.Of(result.Protocol.MinRuns, "run")} and {result.Protocol.MinSeconds} s counted")),
            ("Notes", VerificationText.Notes(result.Diagnostics)),
        ]));
        context.Show(table);
        foreach (var trial in result.Trials.Where(t => t.Reason is not null)) context.Out.WriteLine($"{trial.Engine}/{trial.Delegate}: {trial.Reason}");
        foreach (var trial in result.Trials)
        {
            foreach (var diagnostic in trial.Diagnostics) context.Out.WriteLine($"{trial.Target}: {diagnostic.Code}: {diagnostic.Message}");
        }
    }
}
