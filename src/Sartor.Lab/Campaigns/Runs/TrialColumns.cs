using System.Globalization;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>The columns of the tables of a campaign: one row for each trial. Names end in their unit.</summary>
internal static class TrialColumns
{
    /// <summary>In the order of the tables; the type of each is a text, a whole number, a number or a truth value.</summary>
    public static readonly IReadOnlyList<TrialColumn> All =
    [
        Count("number", row => row.Report.Number),
        Text("id", row => row.Report.Id),
        Text("step", row => row.Report.Step),
        Text("model", row => row.Report.Model),
        Text("variant", row => row.Report.Variant),
        Text("device", row => row.Report.Device),
        Text("engine", row => row.Report.Engine),
        Text("delegate", row => row.Report.Delegate),
        Count("threads", row => row.Report.Threads),
        Text("state", row => row.Report.State),
        Text("ending", row => row.Report.Ending),
        Truth("valid", row => row.Report.IsValid),
        Count("attempts", row => row.Report.Attempts.Count),
        Text("started_utc", row => Time(row.Last?.StartedUtc)),
        Text("ended_utc", row => Time(row.Last?.EndedUtc)),
        Real("seconds", row => (row.Last?.EndedUtc - row.Last?.StartedUtc)?.TotalSeconds),
        Real("median_ns", row => row.Latency?.MedianNs),
        Real("median_low_ns", row => row.Latency?.MedianLowNs),
        Real("median_high_ns", row => row.Latency?.MedianHighNs),
        Real("confidence", row => row.Latency?.Confidence),
        Real("p90_ns", row => row.Latency?.P90Ns),
        Real("p95_ns", row => row.Latency?.P95Ns),
        Real("p99_ns", row => row.Latency?.P99Ns),
        Count("min_ns", row => row.Latency?.MinNs),
        Real("mean_ns", row => row.Latency?.MeanNs),
        Count("inferences", row => row.Latency?.Count),
        Count("launches", row => row.Latency is null ? null : row.Trial!.Launches.Count),
        Real("between_cv", row => row.Latency?.BetweenCv),
        Text("flags", row => Flags(row) is { Length: > 0 } flags ? string.Join(' ', flags) : null),
        Real("anchor_ratio", row => row.Report.Anchor?.Ratio),
        Count("load_ns", row => row.Trial?.LoadNs),
        Count("first_inference_ns", row => row.Trial?.FirstInferenceNs),
        Count("peak_memory_bytes", row => row.Trial?.PeakMemoryBytes),
        Real("energy_j", row => row.Trial?.Energy?.EnergyJ),
        Real("energy_window_seconds", row => row.Trial?.Energy?.WindowSeconds),
        Real("energy_per_inference_j", row => row.Trial?.Energy?.PerInferenceJ),
        Real("energy_per_inference_low_j", row => row.Trial?.Energy?.PerInferenceLowJ),
        Real("energy_per_inference_high_j", row => row.Trial?.Energy?.PerInferenceHighJ),
        Real("power_mean_w", row => row.Trial?.Energy?.MeanW),
        Real("macs_per_j", row => row.Trial?.Energy?.MacsPerJ),
        Text("power_source", row => row.Trial?.Energy?.Source),
        Real("temperature_max_c", row => row.Trial?.MaxTemperatureC),
        Text("cpus", row => row.Trial?.Cpus),
        Count("frequency_max_khz", row => row.Trial?.MaxFrequencyKhz),
        Real("temperature_before_c", row => Hottest(row.Report.Measurement?.StateBefore)),
        Real("temperature_after_c", row => Hottest(row.Report.Measurement?.StateAfter)),
        Count("battery_before_percent", row => row.Report.Measurement?.StateBefore?.Battery?.Percent),
        Count("battery_after_percent", row => row.Report.Measurement?.StateAfter?.Battery?.Percent),
        Count("memory_available_before_bytes", row => row.Report.Measurement?.StateBefore?.MemoryAvailableBytes),
        Real("load_average_before", row => row.Report.Measurement?.StateBefore?.LoadAverage),
        Text("ran_on", row => row.Trial?.Delegation?.Text),
        Count("macs", row => row.Model?.Macs),
        Count("parameters", row => row.Model?.Parameters),
        Count("size_bytes", row => row.Report.Conversion?.SizeBytes ?? row.Model?.SizeBytes),
        Text("verdict", row => row.Verdict is { } verdict ? (verdict.Gate.Passed ? "passed" : "failed") : null),
        Text("score", row => row.Verdict?.Score?.Name),
        Text("score_truth", row => row.Verdict?.Score?.Truth.ToString().ToLowerInvariant()),
        Real("score_value", row => row.Verdict?.Score?.Variant.Value),
        Real("score_low", row => row.Verdict?.Score?.Variant.Low),
        Real("score_high", row => row.Verdict?.Score?.Variant.High),
        Real("score_source", row => row.Verdict?.Score?.Source?.Value),
        Text("engine_version", row => row.Trial?.EngineVersion),
        Text("device_cpu", row => row.Report.DeviceType),
        Text("device_os", row => row.Report.OsVersion),
        Text("reason", row => row.Report.Reason),
    ];

    /// <summary>The cells of a trial: a text, a <see cref="long"/>, a <see cref="double"/>, a <see cref="bool"/>, or null.</summary>
    public static object?[] Cells(TrialFigures row) => [.. All.Select(column => column.Cell(row))];

    /// <summary>The place of a column.</summary>
    public static int IndexOf(string name) => All.Select(column => column.Name).ToList().IndexOf(name);

    private static double? Hottest(DeviceStateFacts? state) =>
        state is { ThermalZones.Count: > 0 } ? state.ThermalZones.Max(zone => zone.TemperatureC) : null;

    private static string[] Flags(TrialFigures row) =>
        [.. row.Latency?.Flags ?? [], .. row.Report.Anchor is { IsDrift: true } ? ["device-drift"] : Array.Empty<string>()];

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static TrialColumn Text(string name, Func<TrialFigures, string?> cell) => new(name, typeof(string), cell);

    private static TrialColumn Count(string name, Func<TrialFigures, long?> cell) => new(name, typeof(long), row => cell(row));

    // What is no number has no cell.
    private static TrialColumn Real(string name, Func<TrialFigures, double?> cell) =>
        new(name, typeof(double), row => cell(row) is { } value && double.IsFinite(value) ? value : null);

    private static TrialColumn Truth(string name, Func<TrialFigures, bool> cell) => new(name, typeof(bool), row => cell(row));
}

/// <summary>A column of the tables of a campaign.</summary>
/// <param name="Name">Lower-case words with underscores.</param>
/// <param name="Type">Of its cells, which may be null.</param>
/// <param name="Cell">Its value.</param>
internal sealed record TrialColumn(string Name, Type Type, Func<TrialFigures, object?> Cell);

/// <summary>A trial with the verdict on what it measured.</summary>
/// <param name="Report">The trial.</param>
/// <param name="Verdict">Its own or that of the verification before it; null where there is none.</param>
internal sealed record TrialFigures(CampaignTrialResult Report, Verdict? Verdict)
{
    /// <summary>The last attempt; null where there is none.</summary>
    public CampaignAttempt? Last => Report.Attempts.Count > 0 ? Report.Attempts[^1] : null;

    /// <summary>What was measured; null where nothing was.</summary>
    public TrialResult? Trial => Report.Measurement?.Trials.Single();

    /// <summary>How long it takes; null where nothing was timed.</summary>
    public LatencySummary? Latency => Trial?.Latency;

    /// <summary>The file that the trial is about: the variant; of a conversion its source.</summary>
    public SourceModel? Model => Report.Measurement?.Model ?? Report.Verification?.Variant ?? Report.Conversion?.Source;
}
