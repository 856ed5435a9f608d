using System.Text.Json;
using Sartor.Results.Records;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// Reads <c>benchmark_results.json</c> of ExecuTorch's app minibench: a list of metrics. The latency is its mean of the middle 80 % of the
/// runs; the other mean has the first inferences in it where the app does not warm up, which only its source tells.
/// </summary>
internal static class MinibenchResults
{
    private const string Trimmed = "trimmean_inference_latency(ms)";
    private const string Average = "avg_inference_latency(ms)";
    private const string Load = "model_load_time(ms)";
    private const string Status = "load_status";
    private const string Memory = "ram_pss_usage(mb)";

    /// <summary>Reads one.</summary>
    /// <param name="json">The file.</param>
    /// <param name="model">Name of the model's file, without its suffix.</param>
    /// <param name="runs">How many runs were asked for.</param>
    public static ToolReading Read(string json, string model, int runs)
    {
        if (ToolText.Problem(json) is { } problem) return ToolReading.Failed(problem);
        Dictionary<string, double> metrics;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return ToolReading.Failed("wrote a result that is not a list of metrics");
            metrics = [];
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                if (entry.GetProperty("benchmarkModel").GetProperty("name").GetString() != model)
                    return ToolReading.Failed("wrote a result of another model");
                var metric = entry.GetProperty("metric").GetString() ?? "";
                var value = entry.GetProperty("actualValue").GetDouble();
                if (!double.IsFinite(value)) return ToolReading.Failed($"wrote a {ToolText.Quote(metric)} that is not a number");
                if (!metrics.TryAdd(metric, value)) return ToolReading.Failed($"wrote {ToolText.Quote(metric)} more than once");
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return ToolReading.Failed("wrote a result that cannot be read, or is cut");
        }
        if (!metrics.TryGetValue(Status, out var status)) return ToolReading.Failed("does not say whether it loaded the model");
        if (status != 0) return ToolReading.Refused(FormattableString.Invariant($"did not load the model: ExecuTorch's error {status}"));
        if (!metrics.TryGetValue(Average, out var mean)) return ToolReading.Failed("wrote no latency");
        if (!metrics.TryGetValue(Trimmed, out var trimmed))
            return ToolReading.Refused("is of a version whose mean has the first inferences in it; build one of 2025 or later");
        if (mean <= 0 || trimmed <= 0 || metrics.GetValueOrDefault(Load) < 0) return ToolReading.Failed("wrote times that are not above 0");
        if (Math.Max(Math.Max(mean, trimmed), metrics.GetValueOrDefault(Load)) > ToolText.LongestSeconds * 1e3)
            return ToolReading.Failed("wrote times of more than a day");
        return new ToolReading
        {
            Timing = new StatedTiming { Statistic = "mean of the middle 80 %", Runs = runs, MeanNs = trimmed * 1e6 },
            LoadNs = metrics.TryGetValue(Load, out var load) ? (long)Math.Round(load * 1e6) : null,
            PeakMemoryBytes = metrics.TryGetValue(Memory, out var memory) && memory is > 0 and < ToolText.MostMegabytes
                ? (long)(memory * (1 << 20))
                : null,
        };
    }
}
