using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Statistics;

/// <summary>Compares two results trial by trial: those of fits, or those of benches.</summary>
public static class ResultComparison
{
    private sealed record Row(string Variant, int Threads, TrialResult Trial, DeviceFacts Device, ProtocolFacts Protocol, bool IsNamed)
    {
        // One model beside another one is compared by engine; of several, each has its name.
        public (string?, EngineTarget, int) Key => (IsNamed ? Variant : null, Trial.Target, Threads);

        public string Text => $"{TrialKey.Of(Variant, Trial.Target)}, {Quantity.Of(Threads, "thread")}";
    }

    /// <param name="before">The earlier result.</param>
    /// <param name="after">The later result.</param>
    /// <param name="failOver">By what share a trial may be slower; null to find no regressions.</param>
    /// <exception cref="ResultFormatException">They are not of one kind, or have no trial in common.</exception>
    public static ComparisonResult Of(MeasuredResult before, MeasuredResult after, double? failOver)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Document is FitResult != after.Document is FitResult)
            throw new ResultFormatException(
                after.File, $"is not of the same kind as {before.File}; compare two results of fit, or two results of bench");
        var isNamed = before.Document is not BenchResult || after.Document is not BenchResult;
        Row[] olds = [.. Rows(before.Document, isNamed)], news = [.. Rows(after.Document, isNamed)];
        var known = olds.GroupBy(row => row.Key).ToDictionary(group => group.Key, group => group.First());
        var pairs = news.Where(row => known.ContainsKey(row.Key)).Select(row => (Old: known[row.Key], New: row)).ToArray();
        if (pairs.Length == 0)
            throw new ResultFormatException(
                after.File, $"has no trial in common with {before.File}; compare results of the same models and engines");
        var keys = news.Select(row => row.Key).ToHashSet();
        return new ComparisonResult
        {
            Before = Run(before.File, before.Document, olds),
            After = Run(after.File, after.Document, news),
            FailOver = failOver,
            Trials = [.. pairs.Select(pair => Compared(pair.Old, pair.New, failOver))],
            OnlyBefore = [.. olds.Where(row => !keys.Contains(row.Key)).Select(row => row.Text)],
            OnlyAfter = [.. news.Where(row => !known.ContainsKey(row.Key)).Select(row => row.Text)],
            Notes = [.. Sources(before.Document, after.Document), .. Notes(pairs).Distinct()],
        };
    }

    private static ComparedTrial Compared(Row before, Row after, double? failOver)
    {
        var (old, now) = (before.Trial, after.Trial);
        var ratio = RunComparison.Of(
            [.. old.Launches.Select(launch => launch.MedianNs)], [.. now.Launches.Select(launch => launch.MedianNs)]);
        var isLost = old.Latency is not null && now.Latency is null;
        return new ComparedTrial
        {
            Variant = after.Variant,
            Target = now.Target,
            Threads = after.Threads,
            BeforeNs = old.Latency?.MedianNs,
            AfterNs = now.Latency?.MedianNs,
            Ratio = ratio,
            IsRegression = failOver is { } limit && (isLost || ratio?.Low > 1 + limit),
        };
    }

    // Latencies of different networks are no regression and no progress.
    private static IEnumerable<string> Sources(IResultDocument before, IResultDocument after)
    {
        if (Source(before) is { } old && Source(after) is { } now && old.Sha256 != now.Sha256)
            yield return old.Name == now.Name
                ? $"the networks differ: two files named {now.Name} with other contents"
                : $"the networks differ: {old.Name}, then {now.Name}";
        if (Batch(before) is { } batch && Batch(after) is { } other && batch != other)
            yield return $"one inference took {Quantity.Of(batch, "sample")} before and {other} now";
    }

    private static int? Batch(IResultDocument document) => document switch
    {
        FitResult fit => fit.Data.BatchSize,
        BenchResult bench => bench.BatchSize,
        _ => null,
    };

    private static SourceModel? Source(IResultDocument document) => document switch
    {
        FitResult fit => fit.Source,
        BenchResult bench => bench.Model,
        _ => null,
    };

    private static IEnumerable<string> Notes((Row Old, Row New)[] pairs)
    {
        foreach (var (old, now) in pairs)
        {
            if (old.Device.Cpu != now.Device.Cpu || old.Device.Cores != now.Device.Cores)
                yield return $"measured on different devices: {old.Device.Cpu}, {Quantity.Of(old.Device.Cores, "core")}, and "
                    + $"{now.Device.Cpu}, {Quantity.Of(now.Device.Cores, "core")}";
            if (old.Trial.EngineVersion != now.Trial.EngineVersion)
                yield return $"another version of {now.Trial.Engine}: {old.Trial.EngineVersion}, then {now.Trial.EngineVersion}";
            if (old.Protocol.MinSeconds != now.Protocol.MinSeconds || old.Protocol.MinRounds != now.Protocol.MinRounds)
                yield return "measured with different protocols, such as --quick";
        }
    }

    private static ComparedRun Run(string file, IResultDocument document, Row[] rows)
    {
        var (version, started) = document switch
        {
            FitResult fit => (fit.SartorVersion, fit.StartedUtc),
            BenchResult bench => (bench.SartorVersion, bench.StartedUtc),
            BenchSet { Benches: [var first, ..] } => (first.SartorVersion, first.StartedUtc),
            _ => throw Empty(file),
        };
        var device = rows.Length > 0 ? rows[0].Device : throw Empty(file);
        return new ComparedRun { File = file, SartorVersion = version, StartedUtc = started, Device = $"{device.Cpu}, {device.Os}" };
    }

    private static ResultFormatException Empty(string file) => new(file, "has no trials; measure something first");

    private static IEnumerable<Row> Rows(IResultDocument document, bool isNamed) => document switch
    {
        FitResult fit => fit.Variants.SelectMany(variant => variant.Trials.Select(
            trial => new Row(variant.Name, fit.Protocol.Threads, trial, fit.Device, fit.Protocol, isNamed))),
        BenchResult bench => bench.Trials.Select(
            trial => new Row(bench.Model.Name, bench.Protocol.Threads, trial, bench.Device, bench.Protocol, isNamed)),
        BenchSet set => set.Benches.SelectMany(bench => Rows(bench, isNamed)),
        _ => [],
    };
}
