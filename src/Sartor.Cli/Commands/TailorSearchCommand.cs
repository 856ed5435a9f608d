using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Searching;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Commands;

/// <summary>Finds the best networks of a space.</summary>
internal static class TailorSearchCommand
{
    private const int MostBest = 1000;

    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var latency = TailorPredictCommand.LatencyOption();
        var accuracy = TailorPredictCommand.AccuracyOption();
        var budget = NumberOption.Real("--max-latency-ms", "The largest latency that is predicted", "ms", "ms");
        var macs = NumberOption.Real(
            "--max-macs", "The most multiply-accumulate operations, where no table of latencies is given", "number");
        var best = NumberOption.Whole("--best", "How many of the best are listed", 5);
        const string Summary = "Find the best networks of a space within a budget, and the whole front, exactly";
        var command = new Command("search", Summary) { latency, accuracy, budget, macs, best };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(best);
            if (count is < 1 or > MostBest) throw new OptionException("--best", $"must be between 1 and {MostBest}, got {count}");
            var table = parsed.GetValue(latency) is { } timed ? LatencyProfileReader.Read(timed) : null;
            var limit = table is null ? parsed.GetValue(macs) : parsed.GetValue(budget);
            if (table is null && parsed.GetValue(budget) is not null)
                throw new OptionException("--max-latency-ms", "needs --latency, the table of `sartor tailor profile`");
            if (table is not null && parsed.GetValue(macs) is not null)
                throw new OptionException("--max-macs", "is for searches without --latency; give --max-latency-ms");
            if (limit is not null && !(limit > 0 && double.IsFinite(limit.Value)))
                throw new OptionException(table is null ? "--max-macs" : "--max-latency-ms", "must be above 0");
            using var network = options.Open(parsed);
            var clock = Stopwatch.StartNew();
            var search = new SpaceSearch(
                network, table, parsed.GetValue(accuracy) is { } judged ? AccuracyProfileReader.Read(judged, network) : null);
            if (!search.IsCovered)
            {
                throw new OptionException(
                    "--latency", $"{parsed.GetValue(latency)} covers no network of the space; measure the missing parts with "
                    + "`sartor tailor profile`");
            }
            var document = Document(network, search, limit, count, clock);
            if (CommonArguments.IsJson(parsed)) CliJson.Write(context.Out, document, CliJson.Default.SearchDocument);
            else Write(context, document, search);
            return limit is not null && document.Best.Count == 0 ? ExitCodes.AnswerIsNo : ExitCodes.Done;
        });
        return command;
    }

    private static SearchDocument Document(SuperNet network, SpaceSearch search, double? limit, int count, Stopwatch clock)
    {
        var (front, epsilon) = search.Front();
        var within = limit is { } value ? search.Within(value, count) : default;
        var seconds = Math.Round(clock.Elapsed.TotalSeconds, 3);
        PredictedNetwork[] Predicted(IEnumerable<Tailor.Spaces.SubNetCode> codes) =>
            [.. codes.Select(code => PredictedNetwork.Of(network, search.Latency, search.Accuracy, code))];
        return new SearchDocument
        {
            Space = network.Space.Name,
            Networks = network.Space.DistinctCount.ToString(),
            Objective = search.Latency is null ? "macs" : "latency",
            Budget = limit,
            SmallestBudget = within.Outcome?.SmallestBudget,
            Gap = within.Outcome is { IsFeasible: true } outcome ? outcome.Gap : null,
            Best = within.Best is null ? [] : Predicted(within.Best),
            Front = Predicted(front),
            FrontEpsilon = epsilon,
            Seconds = seconds,
        };
    }

    private static void Write(CliContext context, SearchDocument document, SpaceSearch search)
    {
        string Budget(double value) => document.Objective == "latency"
            ? PredictedNetworkTable.Ms(value)
            : $"{value.ToString("N0", CultureInfo.InvariantCulture)} MACs";
        if (search.Latency is { Missing.Count: > 0 } latency)
        {
            context.Out.WriteLine($"The table lacks {Quantity.Of(latency.Missing.Count, "part")}, and networks with one of them were left "
                + $"out; the first is {latency.Missing.First()}.");
        }
        if (search.Accuracy is null)
        {
            context.Out.WriteLine(
                "No accuracies are given: the largest network of a budget is taken for the best. `sartor tailor accuracy` measures them.");
        }
        else if (double.IsFinite(search.Accuracy.Error))
        {
            context.Out.WriteLine($"Accuracy is predicted by {search.Accuracy.Kind}, with a root mean square error of "
                + $"{(search.Accuracy.Error * 100).ToString("0.0", CultureInfo.InvariantCulture)} points on networks that were left out: "
                + "check the first few on samples before one is taken.");
        }
        if (document.Budget is { } budget && document.Best.Count == 0)
        {
            context.Out.WriteLine($"No network of {document.Space} keeps {Budget(budget)}; the smallest budget that one keeps is "
                + $"{Budget(document.SmallestBudget!.Value)}.");
        }
        else if (document.Budget is { } kept)
        {
            context.Out.WriteLine($"The best of {document.Networks} networks within {Budget(kept)}:");
            PredictedNetworkTable.Write(context, document.Best);
        }
        const int Shown = 12;
        var step = Math.Max(1, document.Front.Count / Shown);
        context.Out.WriteLine($"The front has {Quantity.Of(document.Front.Count, "network")}, found in "
            + $"{document.Seconds.ToString("0.00", CultureInfo.InvariantCulture)} s"
            + (document.FrontEpsilon == 0 ? "" : $", exact to {Budget(document.FrontEpsilon)}") + ":");
        PredictedNetworkTable.Write(context, [.. document.Front.Where((_, i) => i % step == 0 || i == document.Front.Count - 1)]);
    }
}
