using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Core;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Commands;

/// <summary>Many models on many devices, unattended.</summary>
internal sealed class CampaignCommand : ICliCommand
{
    public string Name => "campaign";

    public string Summary => "Convert, verify and measure many models on many devices, unattended and resumable";

    public IReadOnlyList<string> Examples =>
    [
        "sartor campaign init friday.yaml --models \"models/*.onnx\"",
        "sartor campaign init lemur.yaml --lemur nn-dataset/ab/nn/nn",
        "sartor campaign run friday.yaml --dry-run",
        "sartor campaign run friday.yaml",
        "sartor campaign status friday.yaml",
        "sartor campaign retry friday.yaml --failed",
        "sartor campaign report friday.yaml",
        "sartor campaign check friday.campaign",
    ];

    public void Build(Command command, CliContext context)
    {
        command.Add(CampaignInitCommand.Of(context));
        command.Add(Run(context));
        command.Add(Resume(context));
        command.Add(Status(context));
        command.Add(Retry(context));
        command.Add(Report(context));
        command.Add(Check(context));
        command.SetAction(int (_) => throw new OptionException(
            Name, $"needs one of {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}; see `sartor {Name} --help`"));
    }

    internal static Argument<string> File() => new("file") { Description = "The file of the campaign (docs/campaigns.md)" };

    private static Command Run(CliContext context)
    {
        var file = File();
        var dry = new Option<bool>("--dry-run") { Description = "Show how many trials there are and how long they may take; run nothing" };
        const string Summary = "Run a campaign, or go on with it; the exit code is 0 where all trials have ended, in whatever way, and "
            + "1 where some are left";
        var command = new Command("run", Summary) { file, dry };
        command.SetAction((parsed, cancellation) => RunAsync(
            context, parsed.GetValue(file)!, parsed.GetValue(dry), CommonArguments.IsJson(parsed), cancellation));
        return command;
    }

    private static Command Resume(CliContext context)
    {
        var file = File();
        var command = new Command("resume", "Go on with a campaign that was begun") { file };
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!;
            CampaignFolder.OpenReading(CampaignFile.Read(path)).Dispose();
            return RunAsync(context, path, false, CommonArguments.IsJson(parsed), cancellation);
        });
        return command;
    }

    private static Command Status(CliContext context)
    {
        var file = File();
        var command = new Command("status", "Show where the trials stand, also while the campaign runs") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var options = CampaignFile.Read(path);
            using var store = CampaignFolder.OpenReading(options);
            Show(context, store, path, CommonArguments.IsJson(parsed), CampaignFolder.Runner(options));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Retry(CliContext context)
    {
        var file = File();
        (Option<bool> Option, TrialSelection Selection)[] choices =
        [
            (new("--failed") { Description = "Trials that failed" }, TrialSelection.Failed),
            (new("--quarantined") { Description = "Trials that are quarantined" }, TrialSelection.Quarantined),
            (new("--noisy", "--invalid") { Description = "Trials with a result that is not to be used" }, TrialSelection.Invalid),
            (new("--refused") { Description = "Trials that were refused" }, TrialSelection.Refused),
            (new("--all") { Description = "Everything, also what succeeded" }, TrialSelection.All),
        ];
        var command = new Command("retry", "Let ended trials run again at the next run") { file };
        foreach (var (option, _) in choices) command.Add(option);
        command.SetAction(parsed =>
        {
            var selection = choices.Where(choice => parsed.GetValue(choice.Option)).Aggregate(
                TrialSelection.None, (sum, choice) => sum | choice.Selection);
            if (selection == TrialSelection.None)
            {
                throw new OptionException(
                    choices[0].Option.Name,
                    $"or another of {string.Join(", ", choices.Select(choice => choice.Option.Name))} says which trials are meant");
            }
            var path = parsed.GetValue(file)!;
            var options = CampaignFile.Read(path);
            CampaignFolder.OpenReading(options).Dispose();
            using var store = CampaignFolder.Open(options);
            var again = store.Retry(selection);
            var asked = string.Join(", ", choices.Where(choice => parsed.GetValue(choice.Option)).Select(choice => choice.Option.Name));
            context.Out.WriteLine(again > 0
                ? $"{Quantity.Of(again, "trial")} will run again; `sartor campaign resume {path}` runs them."
                : $"No trial is one of {asked}, and nothing was changed; `sartor campaign status {path}` shows where the trials stand.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Report(CliContext context)
    {
        var file = File();
        var command = new Command("report", "Write a page, tables and JSON of all trials into the folder of the campaign") { file };
        command.SetAction(async (parsed, _) =>
        {
            var options = CampaignFile.Read(parsed.GetValue(file)!);
            using var store = CampaignFolder.OpenReading(options);
            foreach (var path in await CampaignReport.WriteAsync(options, store, context.Time)) context.Out.WriteLine($"Wrote {path}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Check(CliContext context)
    {
        var place = new Argument<string>("place") { Description = "A report, or a folder of reports, or the folder of a campaign" };
        var command = new Command("check", "Say what is wrong with reports of trials, also with those of nn-lite") { place };
        command.SetAction(parsed => TrialReports.Check(context, parsed.GetValue(place)!, CommonArguments.IsJson(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, string path, bool isDry, bool isJson, CancellationToken cancellation)
    {
        var options = CampaignFile.Read(path);
        if (isDry)
        {
            using var dry = Campaign.Dry(options, context.Time);
            await PlanAsync(context, dry, cancellation);
            var counts = dry.Store.Count();
            context.Show(CampaignText.Table(counts));
            context.Out.WriteLine(
                $"{Quantity.Of(counts.Sum(count => count.Count), "trial")} of {Quantity.Of(options.Models.Count, "model")}, "
                + $"{CampaignText.Estimate(options, counts)}. Nothing was run.");
            return ExitCodes.Done;
        }
        using var campaign = Campaign.Open(options, context.Time);
        await PlanAsync(context, campaign, cancellation);
        await CampaignProgress.RunAsync(context, campaign, new ShownModels(options.BaseFolder), isJson, cancellation);
        if (!isJson) Show(context, campaign.Store, path, isJson: false);
        return CampaignText.Open(campaign.Store.Count()) == 0 ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static async Task PlanAsync(CliContext context, Campaign campaign, CancellationToken cancellation)
    {
        await campaign.PlanAsync(cancellation);
        if (context.State.Verbosity == Verbosity.Quiet) return;
        foreach (var problem in campaign.PlanProblems) context.Error.WriteLine($"{problem}.");
    }

    private static void Show(CliContext context, ICampaignStore store, string path, bool isJson, CampaignRunner? runner = null)
    {
        var counts = store.Count();
        if (isJson)
        {
            var status = new CampaignStatus(CampaignStatusRunner.Of(runner), [.. counts.Select(CampaignStatusCount.Of)]);
            CliJson.Write(context.Out, status, CliJson.Default.CampaignStatus);
            return;
        }
        context.Show(CampaignText.Table(counts));
        if (CampaignText.Problems(counts) is { Length: > 0 } problems)
            context.Out.WriteLine($"Did not succeed: {problems}; `sartor campaign report {path}` writes the reason of each.");
        context.Out.WriteLine(runner is null ? CampaignText.Rest(counts, path)
            : $"The campaign runs now ({runner.Description}): {Quantity.Of(CampaignText.Open(counts), "trial")} left.");
    }
}
