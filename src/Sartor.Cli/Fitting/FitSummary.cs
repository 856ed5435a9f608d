using Sartor.Cli.Terminal;
using Sartor.Lab.Results;
using Spectre.Console;

namespace Sartor.Cli.Fitting;

/// <summary>The end of a fit: what to ship, all trials, where the report is.</summary>
internal static class FitSummary
{
    /// <summary>Writes it, as text or as the result document without its samples.</summary>
    /// <returns>The exit code: a recommendation, or none.</returns>
    public static int Write(CliContext context, FitResult result, string folder, bool json)
    {
        if (json) context.Out.Write(FitResultJson.Write(WithoutSamples(result)));
        else WriteText(context, result, folder);
        return result.Recommendation.Pick is null ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    private static void WriteText(CliContext context, FitResult result, string folder)
    {
        var table = Tables.New("", "Variant", "Engine", ">Median [95 % interval]", ">p95", ">Size", ">Peak memory", ">Accuracy [95 % interval]", "Verified");
        foreach (var variant in result.Variants)
        {
            if (variant.Trials.Count == 0) Tables.Row(table, "", variant.Name, "", "", "", Quantity.Bytes(variant.SizeBytes), "", TrialText.Accuracy(variant.Verification), variant.Reason ?? TrialText.Verdict(variant.Name, variant.Verification));
            foreach (var trial in variant.Trials)
            {
                var key = new TrialKey(variant.Name, trial.Engine, trial.Delegate);
                Tables.Row(
                    table, key == result.Recommendation.Pick ? "→" : "", variant.Name, $"{trial.Engine}/{trial.Delegate}", trial.Latency is null ? trial.Outcome.ToString().ToLowerInvariant() : TrialText.Latency(trial),
                    Quantity.Duration(trial.Latency?.P95Ns), Quantity.Bytes(variant.SizeBytes), Quantity.Bytes(trial.PeakMemoryBytes), TrialText.Accuracy(variant.Verification),
                    trial.Latency is null ? trial.Reason ?? "" : TrialText.Verdict(variant.Name, variant.Verification));
            }
        }
        context.Show(table);
        var pick = result.Recommendation.Pick;
        context.Show(new Text(pick is null ? "Nothing can be recommended." : $"Ship {pick}.", new Style(pick is null ? Color.Red : Color.Green, decoration: Decoration.Bold)), new Text("\n"));
        context.Out.WriteLine(result.Recommendation.Reason);
        context.Out.WriteLine($"Report: {Path.Combine(folder, ResultFolder.ReportFile)}");
    }

    private static FitResult WithoutSamples(FitResult result) => result with
    {
        Variants = [.. result.Variants.Select(v => v with { Trials = [.. v.Trials.Select(t => t with { SamplesNs = [], WarmupSamplesNs = [] })] })],
    };
}
