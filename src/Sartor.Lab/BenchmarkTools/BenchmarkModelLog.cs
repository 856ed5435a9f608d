using System.Globalization;
using System.Text.RegularExpressions;
using Sartor.Results.Records;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// Reads the log of TensorFlow Lite's <c>benchmark_model</c>, from 2018 on, whether it was printed or collected by logcat. It has two
/// blocks of statistics, of which the first is the warm-up, and a summary that has to agree with both.
/// </summary>
internal static partial class BenchmarkModelLog
{
    private const double Agreement = 1e-5;

    /// <summary>Reads one.</summary>
    /// <param name="log">All of it.</param>
    /// <param name="graph">Path of the model, as it was asked for.</param>
    /// <param name="threads">Likewise.</param>
    /// <param name="asked">Likewise.</param>
    public static ToolReading Read(string log, string graph, int threads, ToolDelegate asked)
    {
        if (ToolText.Problem(log) is { } problem) return ToolReading.Failed(problem);
        var lines = ToolText.Lines(log);
        if (lines.Select(line => Unconsumed().Match(line)).FirstOrDefault(match => match.Success) is { } unknown)
            return ToolReading.Refused($"does not know {ToolText.Quote(unknown.Groups[1].Value)}, so it measured something else");
        var delegated = DelegateLines.Read(lines, asked);
        if (delegated.IsRefused) return delegated;
        if (Contradiction(lines, graph, threads) is { } contradiction) return ToolReading.Refused(contradiction);
        return Blocks(lines) is not (var statistics, null) ? ToolReading.Failed(Blocks(lines).Problem!)
            : Summary(lines) is not ({ } summary, null) ? ToolReading.Failed(Summary(lines).Problem!)
            : Agreed(statistics, summary, lines, delegated);
    }

    private static string? Contradiction(string[] lines, string graph, int threads)
    {
        if (!lines.Contains($"Graph: [{graph}]") && !lines.Contains($"Loaded model {graph}"))
            return lines.FirstOrDefault(line => line.StartsWith("Failed to ", StringComparison.Ordinal)) is { } failed
                ? $"loaded no model: {ToolText.Quote(failed)}"
                : "does not say that it loaded the model";
        // The number that was asked for, and the one that is used.
        return lines.Select(line => Threads().Match(line)).FirstOrDefault(
            match => match.Success && match.Groups[1].Value != threads.ToString(CultureInfo.InvariantCulture)) is { } told
            ? $"used {told.Groups[1].Value} threads in place of {threads}"
            : null;
    }

    // Warm-up and counted runs, each announced before.
    private static (RunStatistics[] Statistics, string? Problem) Blocks(string[] lines)
    {
        var (announced, found) = (0, new List<RunStatistics>());
        foreach (var line in lines)
        {
            if (line.StartsWith("Running benchmark for ", StringComparison.Ordinal)) announced++;
            if (!RunStatistics.Is(line)) continue;
            if (announced != found.Count + 1) return ([], "printed statistics that belong to no run");
            if (RunStatistics.Read(line, out var problem) is not { } statistics) return ([], problem);
            found.Add(statistics);
        }
        return (announced, found.Count) switch
        {
            (2, 2) => ([.. found], null),
            ( > 2, _) => ([], "measured more than once, and one measurement was asked for"),
            (_, 1) => ([], $"ended after its warm-up{Reason(lines)}"),
            (_, 0) => ([], $"measured nothing{Reason(lines)}"),
            _ => ([], "printed statistics that belong to no run"),
        };
    }

    private static string Reason(string[] lines) =>
        lines.FirstOrDefault(line => Trouble().IsMatch(line)) is { } line ? $": {ToolText.Quote(line)}" : "";

    private static (Match? Summary, string? Problem) Summary(string[] lines)
    {
        // The app says it twice: as the tool does, and for logcat. What is said twice has to be the same.
        var summaries = lines.Where(line => line.Contains("nference timings in us:", StringComparison.Ordinal)).ToArray();
        if (summaries.Length == 0) return (null, "ended before its summary");
        var matches = summaries.Select(line => Summaries().Match(line)).ToArray();
        if (Array.FindIndex(matches, match => !match.Success) is var wrong and >= 0)
            return (null, $"printed a summary that cannot be read: {ToolText.Quote(summaries[wrong])}");
        if (matches.Select(match => (match.Groups["init"].Value, match.Groups["avg"].Value)).Distinct().Count() > 1)
            return (null, "printed two summaries that differ");
        var last = Array.FindLastIndex(lines, RunStatistics.Is);
        return Array.IndexOf(lines, summaries[0]) < last
            ? (null, "printed a summary before the runs that it is of")
            : (matches.MaxBy(match => match.Groups["first"].Length), null);
    }

    private static ToolReading Agreed(RunStatistics[] statistics, Match summary, string[] lines, ToolReading delegated)
    {
        var (warmUp, counted) = (statistics[0], statistics[1]);
        var (init, mean, warmUpMean) = (Number("init"), Number("avg"), Number("warm"));
        if (init is null || mean is null || warmUpMean is null)
            return ToolReading.Failed("printed a summary with words in place of numbers");
        if (!Same(mean.Value, counted.Mean) || !Same(warmUpMean.Value, warmUp.Mean))
            return ToolReading.Failed("printed a summary that contradicts its runs");
        if (counted.Mean <= 0) return ToolReading.Failed("counted runs of no time at all");
        var first = Number("first") ?? warmUp.First;
        if (Math.Max(Math.Max(init.Value, first), counted.Max) > ToolText.LongestSeconds * 1e6)
            return ToolReading.Failed("printed times of more than a day");
        return delegated with
        {
            Timing = new StatedTiming
            {
                Runs = counted.Count,
                MeanNs = counted.Mean * 1e3,
                MedianNs = counted.Median * 1e3,
                MinNs = counted.Min * 1e3,
                MaxNs = counted.Max * 1e3,
                StandardDeviationNs = counted.Deviation * 1e3,
                WarmupRuns = warmUp.Count,
                WarmupMeanNs = warmUp.Mean * 1e3,
            },
            LoadNs = (long)Math.Round(init.Value * 1e3),
            FirstInferenceNs = (long)Math.Round(first * 1e3),
            PeakMemoryBytes = Memory(lines),
        };

        double? Number(string group) => summary.Groups[group] is { Success: true } found ? ToolText.Number(found.Value) : null;
    }

    private static bool Same(double one, double other) => Math.Abs(one - other) <= Agreement * Math.Max(one, other);

    private static long? Memory(string[] lines) =>
        lines.Select(line => Footprint().Match(line)).FirstOrDefault(match => match.Success) is { } match
            && ToolText.Number(match.Groups[1].Value) is { } megabytes and > 0 and < ToolText.MostMegabytes
            ? (long)(megabytes * (1 << 20))
            : null;

    [GeneratedRegex(@"^Unconsumed cmdline flags: (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Unconsumed();

    [GeneratedRegex(@"^(?:#threads used for CPU inference|Num threads): \[(-?\d+)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Threads();

    [GeneratedRegex("^(Failed|Benchmarking failed|Error|Disallowed|Aborted|Segmentation)", RegexOptions.CultureInvariant)]
    private static partial Regex Trouble();

    // Since 2019; and before, where the app wrote its memory behind it.
    [GeneratedRegex(
        @"^(?:Inference timings in us: Init: (?<init>[^,\s]+), First inference: (?<first>[^,\s]+), Warmup \(avg\): (?<warm>[^,\s]+), "
        + @"Inference \(avg\): (?<avg>[^,\s]+)"
        + @"|Average inference timings in us: Warmup: (?<warm>[^,\s]+), Init: (?<init>[^,\s]+), (?:Inference|no stats): "
        + @"(?<avg>[0-9.e+]+)(?:Overall .*)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Summaries();

    [GeneratedRegex(
        @"^(?:Memory footprint delta from the start of the tool|Peak memory footprint) \(MB\): init=\S+ overall=(\S+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Footprint();
}
