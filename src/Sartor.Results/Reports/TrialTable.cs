using System.Globalization;
using System.Text;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>
/// The result as CSV (RFC 4180, UTF-8, decimal points, empty where there is no number), for spreadsheets and data frames.
/// </summary>
internal static class TrialTable
{
    private static readonly (string Name, Func<Row, object?> Cell)[] TrialColumns =
    [
        ("variant", r => r.Variant.Name),
        ("format", r => r.Variant.Format),
        ("precision", r => r.Variant.Precision),
        ("variantOutcome", r => r.Variant.Outcome),
        ("sizeBytes", r => r.Variant.SizeBytes),
        ("engine", r => r.Trial?.Engine),
        ("engineVersion", r => r.Trial?.EngineVersion),
        ("delegate", r => r.Trial?.Delegate),
        ("trialOutcome", r => r.Trial?.Outcome),
        ("reason", r => r.Trial is null ? r.Variant.Reason : r.Trial.Reason),
        ("medianNs", r => r.Trial?.Latency?.MedianNs),
        ("medianLowNs", r => r.Trial?.Latency?.MedianLowNs),
        ("medianHighNs", r => r.Trial?.Latency?.MedianHighNs),
        ("confidence", r => r.Trial?.Latency?.Confidence),
        ("launches", r => r.Trial?.Launches.Count),
        ("withinCv", r => r.Trial?.Latency?.WithinCv),
        ("betweenCv", r => r.Trial?.Latency?.BetweenCv),
        ("drift", r => r.Trial?.Latency?.Drift),
        ("ratioToFastest", r => r.Trial?.ToFastest?.Ratio),
        ("ratioLow", r => r.Trial?.ToFastest?.Low),
        ("ratioHigh", r => r.Trial?.ToFastest?.High),
        ("p90Ns", r => r.Trial?.Latency?.P90Ns),
        ("p95Ns", r => r.Trial?.Latency?.P95Ns),
        ("p99Ns", r => r.Trial?.Latency?.P99Ns),
        ("p90LowNs", r => r.Trial?.Latency?.P90LowNs),
        ("p90HighNs", r => r.Trial?.Latency?.P90HighNs),
        ("p95LowNs", r => r.Trial?.Latency?.P95LowNs),
        ("p95HighNs", r => r.Trial?.Latency?.P95HighNs),
        ("p99LowNs", r => r.Trial?.Latency?.P99LowNs),
        ("p99HighNs", r => r.Trial?.Latency?.P99HighNs),
        ("minNs", r => r.Trial?.Latency?.MinNs),
        ("madNs", r => r.Trial?.Latency?.MadNs),
        ("meanNs", r => r.Trial?.Latency?.MeanNs),
        ("count", r => r.Trial?.Latency?.Count),
        ("outliers", r => r.Trial?.Latency?.Outliers),
        ("flags", r => r.Trial?.Latency is { } latency ? string.Join(' ', latency.Flags) : null),
        ("seriesSetAside", r => r.Trial?.SetAside.Count),
        ("firstInferenceNs", r => r.Trial?.FirstInferenceNs),
        ("loadNs", r => r.Trial?.LoadNs),
        ("peakMemoryBytes", r => r.Trial?.PeakMemoryBytes),
        ("peakMemoryLowBytes", r => r.Trial?.PeakMemoryLowBytes),
        ("peakMemoryHighBytes", r => r.Trial?.PeakMemoryHighBytes),
        ("score", r => r.Verdict?.Score?.Name),
        ("scoreTruth", r => r.Verdict?.Score?.Truth),
        ("scoreSamples", r => r.Verdict?.Score?.Samples),
        ("scoreValue", r => r.Verdict?.Score?.Variant.Value),
        ("scoreLow", r => r.Verdict?.Score?.Variant.Low),
        ("scoreHigh", r => r.Verdict?.Score?.Variant.High),
        ("sourceScoreValue", r => r.Verdict?.Score?.Source?.Value),
        ("agreement", r => r.Verdict?.Scores.FirstOrDefault(s => s.Truth == ScoreTruth.Source)?.Variant.Value),
        ("gatePassed", r => r.Verdict?.Gate.Passed),
        ("pareto", r => r.Key is { } key && r.Result.Pareto.Contains(key)),
        ("recommended", r => r.Key is { } key && key == r.Result.Recommendation.Pick),
        ("reusedFromUtc", r => r.Trial?.ReusedFromUtc?.ToString("O", CultureInfo.InvariantCulture)),
        ("trialId", r => r.Trial?.Id),
    ];

    private static readonly string[] SampleColumns = ["trialId", "variant", "engine", "delegate", "round", "phase", "index", "durationNs"];

    /// <summary>One row for each trial, and one for each variant without trials.</summary>
    public static string Trials(FitResult result)
    {
        var text = new StringBuilder();
        AppendRow(text, TrialColumns.Select(c => (object?)c.Name));
        foreach (var variant in result.Variants)
        {
            foreach (var trial in variant.Trials.DefaultIfEmpty())
            {
                var row = new Row(result, variant, trial);
                AppendRow(text, TrialColumns.Select(c => c.Cell(row)));
            }
        }
        return text.ToString();
    }

    /// <summary>
    /// One row for each sample, launch after launch; the round is empty in results without launches, phase is <c>warmup</c>,
    /// <c>counted</c>, or <c>aside</c> of a launch whose round was repeated.
    /// </summary>
    public static string Samples(FitResult result)
    {
        var text = new StringBuilder();
        AppendRow(text, SampleColumns);
        foreach (var variant in result.Variants)
        {
            foreach (var trial in variant.Trials)
            {
                foreach (var (round, phase, samplesNs) in Series(trial)) AppendSamples(text, variant.Name, trial, round, phase, samplesNs);
            }
        }
        return text.ToString();
    }

    private static IEnumerable<(int? Round, string Phase, IEnumerable<long> SamplesNs)> Series(TrialResult trial)
    {
        foreach (var series in trial.SetAside) yield return (series.Round, "aside", series.SamplesNs);
        if (trial.Launches.Count == 0)
        {
            yield return (null, "warmup", trial.WarmupSamplesNs);
            yield return (null, "counted", trial.SamplesNs);
        }
        int warmedUp = 0, counted = 0;
        foreach (var launch in trial.Launches)
        {
            yield return (launch.Round, "warmup", trial.WarmupSamplesNs.Skip(warmedUp).Take(launch.WarmupCount));
            yield return (launch.Round, "counted", trial.SamplesNs.Skip(counted).Take(launch.Count));
            warmedUp += launch.WarmupCount;
            counted += launch.Count;
        }
    }

    private static void AppendSamples(
        StringBuilder text, string variant, TrialResult trial, int? round, string phase, IEnumerable<long> samplesNs)
    {
        foreach (var (i, ns) in samplesNs.Index()) AppendRow(text, [trial.Id, variant, trial.Engine, trial.Delegate, round, phase, i, ns]);
    }

    private static void AppendRow(StringBuilder text, IEnumerable<object?> cells) =>
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quote(value.ToString()!),
    };

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private sealed record Row(FitResult Result, VariantResult Variant, TrialResult? Trial)
    {
        public Verdict? Verdict => Trial is null ? Variant.Worst : Variant.VerdictOn(Trial.Target);

        public TrialKey? Key => Trial is null ? null : new TrialKey(Variant.Name, Trial.Engine, Trial.Delegate);
    }
}
