using Sartor.Contracts;
using Sartor.Results.Reports;

namespace Sartor.Web.Tests;

/// <summary>Pages of invented campaigns: seeded numbers, and texts as hostile as texts may be.</summary>
public sealed class CampaignPages : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a page.</summary>
    /// <param name="trials">How many trials it has; each model has one conversion, and one measurement on each device.</param>
    /// <param name="devices">How many devices.</param>
    /// <returns>The file.</returns>
    public string Write(int trials, int devices)
    {
        var random = new Random(7);
        var columns = Columns(
            "number", "step", "model", "variant", "device", "engine", "delegate", "threads", "state", "ending", "valid", "attempts",
            "median_ns", "median_low_ns", "median_high_ns", "p99_ns", "load_ns", "first_inference_ns", "peak_memory_bytes", "macs",
            "parameters", "size_bytes", "verdict", "score", "score_value", "device_cpu", "reason", "anchor_ratio", "flags");
        var attempts = Columns("trial", "started", "ended", "ending");
        for (var row = 0; row < trials; row++)
        {
            var (model, lane) = (row / (devices + 1), row % (devices + 1));
            var macs = (long)Math.Pow(10, 5 + 4 * new Random(model).NextDouble());
            // One in 20 is noisy, one in 21 of the conversions is refused.
            var ending = lane == 0 ? (model % 21 == 20 ? "refused" : "succeeded")
                : model % 21 == 20 ? "skipped" : random.Next(20) == 0 ? "invalid" : "succeeded";
            double? median = lane > 0 && ending != "skipped" ? macs * 0.2 * lane * Math.Exp(0.3 * random.NextDouble()) + 5000 : null;
            Add(columns,
            [
                (long)row + 1, lane == 0 ? "convert" : "measure", $"models/net-{model:00000} <b>&'\".onnx", "tflite/float32",
                lane == 0 ? null : $"exec:board-{lane} </script>", lane == 0 ? null : "tflite", lane == 0 ? null : "xnnpack",
                lane == 0 ? null : 1L, "finished", ending, median is not null && ending == "succeeded", ending == "skipped" ? 0L : 1L,
                median, median * 0.98, median * 1.02, median * 1.3, median is null ? null : 3_000_000L,
                median is null ? null : (long)(median * 3), median is null ? null : macs * 2 + 4_000_000, macs, macs / 10, macs / 3,
                median is null ? null : "passed", median is null ? null : "top1", median is null ? null : 0.5 + 0.4 * random.NextDouble(),
                lane == 0 ? null : "Cortex", Reason(ending, model),
                median is null ? null : 0.95 + (0.3 * random.NextDouble()), row % 7 == 0 ? "wide-interval device-drift" : null,
            ]);
            if (ending == "skipped") continue;
            var started = s_start.AddSeconds(row).ToUnixTimeMilliseconds();
            Add(attempts, [(long)row, started, started + 900, ending]);
        }
        var anchors = Columns("device", "target", "started", "ratio", "low", "high");
        for (var i = 0; i < 12 * devices; i++)
        {
            var ratio = 1 + (0.3 * random.NextDouble() * (i % 2));
            var started = s_start.AddMinutes(10 * i).ToUnixTimeMilliseconds();
            Add(anchors, [$"exec:board-{(i % devices) + 1} </script>", "tflite/xnnpack", started, ratio, ratio * 0.99, ratio * 1.01]);
        }
        var file = Path.Combine(_folder.Path, $"{trials}-{devices}.html");
        CampaignPage.Write(
            new CampaignPageData
            {
                Campaign = "friday",
                SartorVersion = "0.1.0",
                WrittenUtc = s_start.AddDays(1),
                Trials = columns,
                Attempts = attempts,
                Anchors = anchors,
            },
            file);
        return file;
    }

    private static string? Reason(string ending, int model) => ending switch
    {
        "refused" => $"models/net-{model:00000}.onnx: node 'n{model}' has operator NonZero <img src=x onerror=alert(1)>",
        "invalid" => $"noisy: the half width of the interval is {model % 80 + 10} % of the median (limit 10 %)",
        "skipped" => "the conversion came to nothing",
        _ => null,
    };

    private static Dictionary<string, PageColumn> Columns(params string[] names) => names.ToDictionary(name => name, _ => new PageColumn());

    private static void Add(Dictionary<string, PageColumn> columns, object?[] cells)
    {
        foreach (var (column, cell) in columns.Values.Zip(cells)) column.Add(cell);
    }
}
