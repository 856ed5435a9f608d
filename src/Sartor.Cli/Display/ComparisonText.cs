using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Two results beside each other for people.</summary>
internal static class ComparisonText
{
    /// <summary>Writes them, as text or JSON.</summary>
    /// <returns>The exit code: of its own where a regression is proven.</returns>
    public static int Write(CliContext context, ComparisonResult result, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(result));
        else WriteText(context, result);
        return result.Trials.Any(trial => trial.IsRegression) ? ExitCodes.Regression : ExitCodes.Done;
    }

    private static void WriteText(CliContext context, ComparisonResult result)
    {
        context.Show(Tables.Pairs(
        [
            ("Before", Run(result.Before)),
            ("After", Run(result.After)),
            ("Notes", string.Join('\n', result.Notes)),
            ("Only before", string.Join('\n', result.OnlyBefore)),
            ("Only after", string.Join('\n', result.OnlyAfter)),
        ]));
        var table = new TextTable("Variant", "Engine", ">Threads", ">Before", ">After", ">Ratio [95 % interval]", "Verdict")
            .Dispensing("Threads", "Before", "After");
        foreach (var trial in result.Trials)
            table.Row(
                trial.Variant, trial.Target.ToString(), Quantity.Count(trial.Threads), Quantity.Duration(trial.BeforeNs),
                Quantity.Duration(trial.AfterNs), Ratio(trial), Verdict(trial));
        context.Show(table);
        if (result.FailOver is not { } limit) return;
        var regressions = result.Trials.Count(trial => trial.IsRegression);
        context.Out.WriteLine(regressions == 0
            ? $"No trial is shown to be more than {Quantity.Percent(limit)} slower."
            : $"Regression: {regressions} of {Quantity.Of(result.Trials.Count, "trial")} more than {Quantity.Percent(limit)} slower, or no "
                + "longer measured.");
    }

    private static string Run(ComparedRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.File}, {run.StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm} UTC, Sartor {run.SartorVersion}, {run.Device}");

    private static string Ratio(ComparedTrial trial) => trial.Ratio is { } ratio
        ? string.Create(CultureInfo.InvariantCulture, $"{ratio.Ratio:0.000} [{ratio.Low:0.000}, {ratio.High:0.000}]")
        : "–";

    private static string Verdict(ComparedTrial trial)
    {
        var text = trial switch
        {
            { AfterNs: null, BeforeNs: null } => "not measured",
            { AfterNs: null } => "no longer measured",
            { BeforeNs: null } => "not measured before",
            { Ratio: null } => "too few launches to tell",
            { Ratio.Verdict: RatioVerdict.NoDifference } => "no difference shown",
            { Ratio.Verdict: RatioVerdict.Faster } => "faster",
            _ => "slower",
        };
        return trial.IsRegression ? $"{text}: regression" : text;
    }
}
