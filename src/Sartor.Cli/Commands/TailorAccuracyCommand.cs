using System.CommandLine;
using System.Globalization;
using System.Text;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Commands;

/// <summary>Judges networks of a space by held-back samples.</summary>
internal static class TailorAccuracyCommand
{
    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var heldBack = new HeldBackArguments();
        var networks = NumberOption.Whole("--networks", "Networks that are drawn, beside all single modifications", 60);
        var output = new Option<string>("--out") { Description = "The table to write", HelpName = "file", Required = true };
        var work = new Option<string?>("--work")
        {
            Description = "Folder that keeps what was judged (default: FILE.judged)",
            HelpName = "folder",
        };
        const string Summary = "Judge the network, each single modification and some drawn networks by held-back samples";
        var command = new Command("accuracy", Summary) { networks, output, work };
        options.AddModelTo(command);
        heldBack.AddTo(command, isRequired: true);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(output)!;
            options.RequireOther(parsed, path);
            var (network, inputs) = heldBack.Open(parsed, options);
            using var opened = network;
            using var samples = inputs;
            var folder = Path.GetFullPath(parsed.GetValue(work) ?? $"{path}.judged");
            var count = HeldBackArguments.Networks(parsed.GetValue(networks));
            var run = new AccuracyRun(network, inputs, heldBack.Options(parsed, folder) with { Networks = count });
            var isQuiet = context.State.Verbosity == Verbosity.Quiet;
            var profile = run.Run(context.Time, (done, all) =>
            {
                if (!isQuiet && done > 0 && (done % 10 == 0 || done == all)) context.Error.WriteLine($"{done} of {all} networks judged");
            }, cancellation);
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ResultJson.Write(profile))));
            if (CommonArguments.IsJson(parsed)) context.Out.Write(ResultJson.Write(profile));
            else Write(context, network, profile, path);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Write(CliContext context, SuperNet network, AccuracyProfile profile, string path)
    {
        string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        var own = (double)profile.Networks[0].Correct / profile.Samples;
        context.Out.WriteLine(
            $"The largest network has {Percent(own)} of {profile.Samples} samples right; "
            + $"statistics are of {profile.Recalibration} others.");
        foreach (var single in profile.Networks.Where(judged => judged.Kind == "single").OrderByDescending(judged => judged.Loss).Take(5))
            context.Out.WriteLine(
                $"  {single.Decision} loses {Percent(single.Loss)} ({Percent(single.LossLow)} to {Percent(single.LossHigh)})");
        var model = AccuracyModel.Fit(network.Space, profile);
        foreach (var (kind, (error, tau)) in model.Kinds)
        {
            context.Out.WriteLine($"Predicted by {kind}: {Percent(error)} root mean square error, Kendall's τ "
                + $"{tau.ToString("0.00", CultureInfo.InvariantCulture)} on drawn networks that were left out.");
        }
        context.Out.WriteLine($"Wrote {path}.");
    }
}
