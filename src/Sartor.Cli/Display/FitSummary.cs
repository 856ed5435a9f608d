using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;
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
        var batch = result.Data.BatchSize;
        var table = new TextTable(
        [
            "", "Variant", "Engine", TrialText.MedianHeading(batch), .. TrialText.PerSampleHeading(batch), ">p95", ">Size", ">Peak memory",
            ">" + ScoreHeading(result), "Verified",
        ]).Dispensing("Peak memory", "Size", "p95", "Verified");
        foreach (var variant in result.Variants)
        {
            if (variant.Trials.Count == 0)
                table.Row(
                [
                    "", variant.Name, "", "", .. TrialText.PerSample(null, batch), "", Quantity.Bytes(variant.SizeBytes), "",
                    TrialText.Score(variant.Worst), Word(variant, variant.Worst),
                ]);
            foreach (var trial in variant.Trials)
            {
                var verdict = variant.VerdictOn(trial.Target);
                table.Row(
                [
                    TrialKey.Of(variant.Name, trial.Target) == result.Recommendation.Pick ? "→" : "", variant.Name, trial.Target.ToString(),
                    trial.Latency is null ? trial.Outcome.ToString().ToLowerInvariant() : TrialText.Median(trial.Latency) + Age(trial),
                    .. TrialText.PerSample(trial.Latency, batch), Quantity.Duration(trial.Latency?.P95Ns),
                    Quantity.Bytes(variant.SizeBytes), Quantity.Bytes(trial.PeakMemoryBytes), TrialText.Score(verdict),
                    Word(variant, verdict),
                ]);
            }
        }
        context.Show(table);
        foreach (var line in Reasons(result)) context.Out.WriteLine(line);
        if (ReuseText.Of(result) is { } reuse) context.Out.WriteLine(reuse);
        var pick = result.Recommendation.Pick;
        context.Show(
            new Text(
                pick is null ? "No variant can be recommended.\n" : $"Ship {pick}.\n",
                new Style(pick is null ? Color.Red : Color.Green, decoration: Decoration.Bold)));
        context.Out.WriteLine(result.Recommendation.Reason);
        foreach (var note in result.Diagnostics.Where(IsReservation)) context.Out.WriteLine($"Note: {note.Message}");
        context.Out.WriteLine($"Report: {Path.Combine(folder, ResultFolder.ReportFile)}");
    }

    // What somebody has to know who acts on the verdict.
    private static bool IsReservation(Diagnostic diagnostic) =>
        diagnostic.Severity == Severity.Warning || diagnostic.Code is "measured-on-x64" or "batch" or "inputs-by-shape"
        || diagnostic.Code.StartsWith("assumed-", StringComparison.Ordinal);

    private static string Age(TrialResult trial) => trial.ReusedFromUtc is null ? "" : " †";

    private static string ScoreHeading(FitResult result)
    {
        var title = result.Variants.SelectMany(v => v.Verdicts).Select(v => v.Score).FirstOrDefault(score => score is not null)?.Title
            ?? "score";
        return $"{char.ToUpperInvariant(title[0])}{title[1..]} [95 % interval]";
    }

    private static string Word(VariantResult variant, Verdict? verdict) => variant.Outcome != VariantOutcome.Made
        ? variant.Outcome.ToString().ToLowerInvariant()
        : TrialText.Verdict(variant.Name, verdict).Split(':')[0];

    /// <summary>What the words of the table leave open: why something failed, and which measurements are unstable.</summary>
    private static IEnumerable<string> Reasons(FitResult result)
    {
        // What holds for several is said once.
        foreach (var same in result.Variants.SelectMany(Reasons).GroupBy(reason => reason.Text))
            yield return $"{string.Join(", ", same.Select(reason => reason.Subject).Distinct())}{same.Key}";
        DateTimeOffset[] earlier = [.. result.Variants.SelectMany(v => v.Trials).Select(t => t.ReusedFromUtc).OfType<DateTimeOffset>()];
        if (earlier.Length > 0)
        {
            var oldest = earlier.Min().UtcDateTime.ToString("yyyy-MM-dd 'at' HH:mm", CultureInfo.InvariantCulture);
            yield return $"† measured by an earlier run, the oldest on {oldest} UTC.";
        }
        if (result.Variants.SelectMany(v => v.Trials).Any(t => t.Latency is { Flags.Count: > 0 }))
            yield return "* unstable measurement (noise, drift, two modes, outliers or a wide interval); the report shows each one.";
    }

    private static IEnumerable<(string Subject, string Text)> Reasons(VariantResult variant)
    {
        if (variant.Reason is { } reason) yield return (variant.Name, $": {reason}");
        foreach (var verdict in variant.Verdicts.Where(v => !v.Gate.Passed))
            yield return (
                $"{variant.Name} on {verdict.Target}",
                $" failed: {string.Join("; ", verdict.Gate.Checks.Where(c => !c.Passed).Select(c => c.Text))}");
        foreach (var trial in variant.Trials)
        {
            if (trial.Reason is { } why) yield return ($"{variant.Name} on {trial.Target}", $": {why}");
            foreach (var diagnostic in trial.Diagnostics.Where(d => d.Code.StartsWith("delegate-", StringComparison.Ordinal)))
                yield return ($"{variant.Name} on {trial.Target}", $": {diagnostic.Message}");
        }
    }

    private static FitResult WithoutSamples(FitResult result) => result with
    {
        Variants =
        [
            .. result.Variants.Select(v => v with { Trials = [.. v.Trials.Select(t => t with { SamplesNs = [], WarmupSamplesNs = [] })] }),
        ],
    };
}
