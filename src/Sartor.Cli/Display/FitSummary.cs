using Sartor.Cli.Terminal;
using Sartor.Results;
using Sartor.Results.Records;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>The end of a fit: what to ship, all trials, where the report is.</summary>
internal static class FitSummary
{
    /// <summary>Writes it, as text or as the result document without its samples.</summary>
    /// <returns>The exit code: a recommendation, or none.</returns>
    public static int Write(CliContext context, FitResult result, string folder, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(WithoutSamples(result)));
        else WriteText(context, result, folder);
        return result.Recommendation.Pick is null ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    private static void WriteText(CliContext context, FitResult result, string folder)
    {
        var table = new TextTable("", "Variant", "Engine", ">Median [95 % interval]", ">p95", ">Size", ">Peak memory", ">Accuracy [95 % interval]", "Verified").Dispensing("Peak memory", "Size", "p95", "Verified");
        foreach (var variant in result.Variants)
        {
            if (variant.Trials.Count == 0) table.Row("", variant.Name, "", "", "", Quantity.Bytes(variant.SizeBytes), "", TrialText.Accuracy(variant.Verification), Word(variant));
            foreach (var trial in variant.Trials)
            {
                var key = new TrialKey(variant.Name, trial.Engine, trial.Delegate);
                table.Row(key == result.Recommendation.Pick ? "→" : "", variant.Name, $"{trial.Engine}/{trial.Delegate}", trial.Latency is null ? trial.Outcome.ToString().ToLowerInvariant() : TrialText.Median(trial.Latency),
                    Quantity.Duration(trial.Latency?.P95Ns), Quantity.Bytes(variant.SizeBytes), Quantity.Bytes(trial.PeakMemoryBytes), TrialText.Accuracy(variant.Verification),
                    Word(variant));
            }
        }
        context.Show(table);
        foreach (var line in Reasons(result)) context.Out.WriteLine(line);
        var pick = result.Recommendation.Pick;
        context.Show(new Text(pick is null ? "Nothing can be recommended.\n" : $"Ship {pick}.\n", new Style(pick is null ? Color.Red : Color.Green, decoration: Decoration.Bold)));
        context.Out.WriteLine(result.Recommendation.Reason);
        context.Out.WriteLine($"Report: {Path.Combine(folder, ResultFolder.ReportFile)}");
    }

    private static string Word(VariantResult variant) => variant.Outcome != VariantOutcome.Made
        ? variant.Outcome.ToString().ToLowerInvariant()
        : TrialText.Verdict(variant.Name, variant.Verification).Split(':')[0];

    /// <summary>What the words of the table leave open: why something failed, and which series are doubtful.</summary>
    private static IEnumerable<string> Reasons(FitResult result)
    {
        foreach (var variant in result.Variants)
        {
            if (variant.Reason is { } reason) yield return $"{variant.Name}: {reason}";
            if (variant.Verification is { Gate.Passed: false } verification) yield return $"{variant.Name} failed: {string.Join("; ", verification.Gate.Reasons)}";
            foreach (var trial in variant.Trials)
            {
                if (trial.Reason is { } why) yield return $"{variant.Name} on {trial.Engine}/{trial.Delegate}: {why}";
            }
        }
        if (result.Variants.SelectMany(v => v.Trials).Any(t => t.Latency is { Flags.Count: > 0 }))
            yield return "* doubtful trial (noise, drift, two modes, outliers, a wide interval); the report names and draws each.";
    }

    private static FitResult WithoutSamples(FitResult result) => result with
    {
        Variants = [.. result.Variants.Select(v => v with { Trials = [.. v.Trials.Select(t => t with { SamplesNs = [], WarmupSamplesNs = [] })] })],
    };
}
