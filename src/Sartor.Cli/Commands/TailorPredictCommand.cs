using System.CommandLine;
using System.Globalization;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Spaces;

namespace Sartor.Cli.Commands;

/// <summary>Predicts what networks of a space take.</summary>
internal static class TailorPredictCommand
{
    private const int MostRandom = 10_000;

    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var latency = LatencyOption();
        var codes = new Option<string[]>("--code")
        {
            Description = "A network of the space by its code; repeat it for several",
            HelpName = "code",
            AllowMultipleArgumentsPerToken = true,
        };
        var random = NumberOption.Whole("--random", "Networks that are drawn, each as likely as any other", 0);
        var seed = NumberOption.Whole("--seed", "Decides which", 1);
        const string Summary = "Predict latency, size and memory of networks of a space, without measuring them";
        var accuracy = AccuracyOption();
        var command = new Command("predict", Summary) { latency, accuracy, codes, random, seed };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var network = options.Open(parsed);
            var profile = parsed.GetValue(latency) is { } table ? LatencyProfileReader.Read(table) : null;
            var count = parsed.GetValue(random);
            if (count is < 0 or > MostRandom) throw new OptionException("--random", $"must be between 0 and {MostRandom}, got {count}");
            var generator = new Random(parsed.GetValue(seed));
            SubNetCode[] chosen =
            [
                .. parsed.GetValue(codes)!.Select(code => SubNetCode.Parse(network.Space, code)),
                .. Enumerable.Range(0, count).Select(_ => SubNetCode.Random(network.Space, generator)),
            ];
            if (chosen.Length == 0) throw new OptionException("--code", "names no network; give a code, or --random with a number");
            var document = PredictionDocument.Of(
                network, profile, parsed.GetValue(accuracy) is { } judged ? AccuracyProfileReader.Read(judged, network) : null, chosen);
            if (CommonArguments.IsJson(parsed)) CliJson.Write(context.Out, document, CliJson.Default.PredictionDocument);
            else Write(context, document);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The table of latencies that verbs of <c>tailor</c> take.</summary>
    internal static Option<string?> LatencyOption() => new("--latency")
    {
        Description = "The table of `sartor tailor profile`",
        HelpName = "file",
    };

    /// <summary>The table of accuracies that they take.</summary>
    internal static Option<string?> AccuracyOption() => new("--accuracy")
    {
        Description = "The table of `sartor tailor accuracy`",
        HelpName = "file",
    };

    private static void Write(CliContext context, PredictionDocument document)
    {
        if (document.Latency is not null)
        {
            var error = document.Error is { } share
                ? $"{(share * 100).ToString("0.0", CultureInfo.InvariantCulture)} % mean error on networks that were left out"
                : "no error is known, since too few networks were measured";
            context.Out.WriteLine(
                $"Latency on {document.Latency}: {document.Kind} of parts, {Quantity.Of(document.Samples, "network")} measured, {error}.");
        }
        PredictedNetworkTable.Write(context, document.Networks);
        var missing = document.Networks.SelectMany(network => network.Missing).Distinct().ToArray();
        if (missing.Length > 0)
        {
            context.Out.WriteLine($"The table lacks {Quantity.Of(missing.Length, "part")}, the first: {missing[0]}; measure with "
                + "`sartor tailor profile` again.");
        }
    }
}
