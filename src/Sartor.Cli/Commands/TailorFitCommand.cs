using System.CommandLine;
using System.Globalization;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Tailor.Fitting;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Commands;

/// <summary>Finds the best network of a space for a device, from the network to a file that was measured there.</summary>
internal static class TailorFitCommand
{
    private const int MostCandidates = 100;

    public static Command Of(CliContext context) => Build(context, null);

    /// <summary>The same on the sample SuperNet.</summary>
    public static Command OfDemo(CliContext context) => Build(context, Path.Combine(AppContext.BaseDirectory, "samples"));

    private static Command Build(CliContext context, string? samples)
    {
        var options = samples is null
            ? new SuperNetArguments()
            : new SuperNetArguments(
                Path.Combine(samples, "supernet", "model" + ConversionTargets.Interchange.Suffix),
                Path.Combine(samples, "spaces", "fashion_mnist_small.toml"));
        var heldBack = new HeldBackArguments(samples is null ? null : Path.Combine(samples, "fashion"));
        var profiled = new ProfileArguments();
        var budget = NumberOption.Real(
            "--max-latency-ms",
            samples is null ? "The largest latency" : "The largest latency (default: half of what the large network takes)", "ms", "ms");
        budget.Required = samples is null;
        var candidates = NumberOption.Whole("--candidates", "How many of the best are checked on samples before one is taken", 5);
        var networks = NumberOption.Whole(
            "--networks", "Networks that are drawn and judged, beside all single modifications", samples is null ? 60 : 12);
        var output = new Option<string>("--out", "-o")
        {
            Description = "Folder of the result; the same command goes on there",
            HelpName = "folder",
            DefaultValueFactory = _ => samples is null ? "sartor-tailor" : "sartor-tailor-demo",
        };
        var command = samples is null
            ? new Command("fit", "Find the best network of a space for a device: measure, judge, search, check, export, measure again")
            : new Command("demo", "Run tailor fit on the bundled SuperNet for Fashion-MNIST");
        foreach (var option in (Option[])[budget, candidates, networks, output]) command.Add(option);
        options.AddModelTo(command);
        heldBack.AddTo(command, isRequired: false);
        profiled.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var count = parsed.GetValue(candidates);
            if (count is < 1 or > MostCandidates)
                throw new OptionException("--candidates", $"must be between 1 and {MostCandidates}, got {count}");
            var limit = parsed.GetValue(budget);
            if (limit is not null && !(limit > 0 && double.IsFinite(limit.Value)))
                throw new OptionException("--max-latency-ms", "must be above 0");
            var folder = Path.GetFullPath(parsed.GetValue(output)!);
            using var network = options.Open(parsed);
            options.RequireOther(parsed, Path.Combine(folder, TailorFit.ModelName + ConversionTargets.Interchange.Suffix));
            WorkFolder.Create(folder);
            var judging = heldBack.HasData(parsed)
                ? heldBack.Judging(parsed, options, Path.Combine(folder, "judged"), parsed.GetValue(networks))
                : null;
            using var batched = judging?.Network;
            using var inputs = judging?.Inputs;
            var profile = profiled.Read(parsed, Path.Combine(folder, "profile"));
            var isJson = CommonArguments.IsJson(parsed);
            var fit = new TailorFit(
                network, judging,
                new TailorFitOptions { MaxLatencyMs = limit, Folder = folder, Profile = profile, Candidates = count }, context.Time);
            var result = await fit.RunAsync(
                campaign => CampaignProgress.RunAsync(context, campaign, new ShownModels(folder), false, cancellation),
                text =>
                {
                    if (context.State.Verbosity != Verbosity.Quiet) context.Error.WriteLine(text);
                }, cancellation);
            if (isJson) context.Out.Write(ResultJson.Write(result));
            else Write(context, result);
            return result.File is null ? ExitCodes.AnswerIsNo : ExitCodes.Done;
        });
        return command;
    }

    private static void Write(CliContext context, TailorFitResult result)
    {
        string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        var ms = PredictedNetworkTable.Ms;
        if (!result.IsJudged)
        {
            context.Out.WriteLine(
                "NO ACCURACY WAS MEASURED: the largest network within the budget was taken. Give --data to judge networks.");
        }
        if (result.File is null)
        {
            context.Out.WriteLine($"No network of {result.Space} is predicted to keep {ms(result.MaxLatencyMs)}; the fastest takes "
                + $"{ms(result.SmallestLatencyMs)}.");
            return;
        }
        var best = result.Candidates[0];
        context.Out.WriteLine($"The best of {result.Networks} networks of {result.Space} within {ms(result.MaxLatencyMs)} is {best.Code}.");
        if (result.Accuracy is { } accuracy)
            context.Out.WriteLine($"It has {Percent(accuracy)} of {result.JudgedBy} samples right that nothing else saw.");
        var interval = best is { LowMs: { } low, HighMs: { } high } ? $" ({ms(low)} to {ms(high)})" : "";
        context.Out.WriteLine(result.Measured is { } measured
            ? $"On {result.Device} it takes {ms(measured.MedianMs)} ({ms(measured.LowMs)} to {ms(measured.HighMs)}), and "
                + $"{ms(best.PredictedMs)}{interval} was predicted."
            : $"It is predicted to take {ms(best.PredictedMs)}{interval}; it could not be measured whole.");
        if (result.Measured is { } whole && whole.MedianMs > result.MaxLatencyMs)
            context.Out.WriteLine($"That is above the budget of {ms(result.MaxLatencyMs)}: take a smaller one, or another of result.json.");
        context.Out.WriteLine($"Wrote {result.File}.");
    }
}
