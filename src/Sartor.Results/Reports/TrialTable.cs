using System.Globalization;
using System.Text;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>The result as CSV (RFC 4180, UTF-8, decimal points, empty where there is no number), for spreadsheets and data frames.</summary>
public static class TrialTable
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
        ("p90Ns", r => r.Trial?.Latency?.P90Ns),
        ("p95Ns", r => r.Trial?.Latency?.P95Ns),
        ("p99Ns", r => r.Trial?.Latency?.P99Ns),
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
        ("accuracy", r => r.Verdict?.Accuracy?.Value),
        ("accuracyLow", r => r.Verdict?.Accuracy?.Low),
        ("accuracyHigh", r => r.Verdict?.Accuracy?.High),
        ("top1Agreement", r => r.Verdict?.Top1Agreement?.Value),
        ("gatePassed", r => r.Verdict?.Gate.Passed),
        ("pareto", r => r.Key is { } key && r.Result.Pareto.Contains(key)),
        ("recommended", r => r.Key is { } key && key == r.Result.Recommendation.Pick),
        ("trialId", r => r.Trial?.Id),
    ];

    private static readonly string[] SampleColumns = ["trialId", "variant", "engine", "delegate", "phase", "index", "durationNs"];

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

    /// <summary>One row for each sample in order; phase is <c>warmup</c> or <c>counted</c>.</summary>
    public static string Samples(FitResult result)
    {
        var text = new StringBuilder();
        AppendRow(text, SampleColumns);
        foreach (var variant in result.Variants)
        {
            foreach (var trial in variant.Trials)
            {
                AppendSamples(text, variant.Name, trial, "warmup", trial.WarmupSamplesNs);
                AppendSamples(text, variant.Name, trial, "counted", trial.SamplesNs);
            }
        }
        return text.ToString();
    }

    private static void AppendSamples(StringBuilder text, string variant, TrialResult trial, string phase, IReadOnlyList<long> samplesNs)
    {
        for (var i = 0; i < samplesNs.Count; i++)
            AppendRow(text, [trial.Id, variant, trial.Engine, trial.Delegate, phase, i, samplesNs[i]]);
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
