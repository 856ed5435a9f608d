using System.CommandLine;
using System.Globalization;
using System.Text;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Commands;

/// <summary>Judges networks of a space by held-back samples.</summary>
internal static class TailorAccuracyCommand
{
    private const int MostBatch = 4096;

    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var inputs = new InputArguments();
        var usual = new AccuracyOptions { Folder = "" };
        var networks = NumberOption.Whole("--networks", "Networks that are drawn, beside all single modifications", usual.Networks);
        var samples = NumberOption.Whole("--samples", "Most samples that judge", usual.Samples);
        var recalibration = NumberOption.Whole(
            "--recalibration", "Other samples, from which the statistics of batch normalizations are measured", usual.Recalibration);
        var batch = NumberOption.Whole("--batch", "Samples of a run, where the network leaves its batch open", 100);
        var seed = NumberOption.Whole("--seed", "Decides which networks and samples", usual.Seed);
        var split = new Option<string?>("--tuned")
        {
            Description = "split.json of the tuning: none of its samples may judge",
            HelpName = "file",
        };
        var output = new Option<string>("--out") { Description = "The table to write", HelpName = "file", Required = true };
        var work = new Option<string?>("--work")
        {
            Description = "Folder that keeps what was judged (default: FILE.judged)",
            HelpName = "folder",
        };
        const string Summary = "Judge the network, each single modification and some drawn networks by held-back samples";
        var command = new Command("accuracy", Summary) { networks, samples, recalibration, batch, seed, split, output, work };
        options.AddModelTo(command);
        inputs.AddDataTo(command, required: true);
        inputs.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(output)!;
            var given = WithBatch(inputs.Read(parsed, options.ModelPath(parsed)), options, parsed, parsed.GetValue(batch));
            using var network = SuperNet.Open(
                given.ModelPath, options.Space(parsed), new Formats.ModelReadOptions { InputShapes = given.InputShapes });
            using var opened = EvaluationInputs.Open(given);
            var run = new AccuracyRun(network, opened, new AccuracyOptions
            {
                Networks = parsed.GetValue(networks),
                Samples = parsed.GetValue(samples),
                Recalibration = parsed.GetValue(recalibration),
                Seed = parsed.GetValue(seed),
                Tuned = parsed.GetValue(split) is { } tuned ? TunedSamples.Read(tuned) : null,
                Folder = Path.GetFullPath(parsed.GetValue(work) ?? $"{path}.judged"),
            });
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

    private static InputOptions WithBatch(InputOptions given, SuperNetArguments options, ParseResult parsed, int batch)
    {
        if (batch is < 1 or > MostBatch) throw new OptionException("--batch", $"must be between 1 and {MostBatch}, got {batch}");
        if (given.InputShapes.Count > 0 || batch == 1) return given;
        using var network = SuperNet.Open(given.ModelPath, options.Space(parsed));
        var input = network.Binding.Structure.Graph.Inputs[0];
        return given with
        {
            InputShapes = new Dictionary<string, Shape> { [input.Name] = new Shape([batch, .. input.Type.Shape!.Extents.Skip(1)]) },
        };
    }

    private static void Write(CliContext context, SuperNet network, AccuracyProfile profile, string path)
    {
        string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        var own = (double)profile.Networks[0].Correct / profile.Samples;
        context.Out.WriteLine(
            $"The network itself has {Percent(own)} of {profile.Samples} samples right; statistics are of {profile.Recalibration} others.");
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
