using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Results.Reports;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Collects what the page of a campaign shows.</summary>
internal sealed class CampaignPageRows
{
    // What the page shows of the tables; the rest stands in the files beside it.
    private static readonly string[] s_shown =
    [
        "number", "step", "model", "variant", "device", "engine", "delegate", "threads", "state", "ending", "valid", "attempts",
        "median_ns", "median_low_ns", "median_high_ns", "p99_ns", "load_ns", "first_inference_ns", "peak_memory_bytes", "macs",
        "energy_per_inference_j", "power_mean_w", "temperature_max_c",
        "parameters", "size_bytes", "verdict", "score", "score_value", "device_cpu", "reason", "anchor_ratio", "flags",
    ];

    private static readonly int[] s_places = [.. s_shown.Select(TrialColumns.IndexOf)];

    private readonly Dictionary<string, PageColumn> _trials = s_shown.ToDictionary(name => name, _ => new PageColumn());

    private readonly Dictionary<string, PageColumn> _attempts =
        ((string[])["trial", "started", "ended", "ending"]).ToDictionary(name => name, _ => new PageColumn());

    private readonly Dictionary<string, PageColumn> _anchors =
        ((string[])["device", "target", "started", "ratio", "low", "high"]).ToDictionary(name => name, _ => new PageColumn());

    private long _rows;

    /// <summary>Adds a trial.</summary>
    /// <param name="cells">As of <see cref="TrialColumns.Cells"/>.</param>
    /// <param name="attempts">Its attempts.</param>
    public void Add(object?[] cells, IReadOnlyList<CampaignAttempt> attempts)
    {
        for (var i = 0; i < s_shown.Length; i++) _trials[s_shown[i]].Add(cells[s_places[i]]);
        foreach (var attempt in attempts)
        {
            _attempts["trial"].Add(_rows);
            _attempts["started"].Add(attempt.StartedUtc.ToUnixTimeMilliseconds());
            _attempts["ended"].Add(attempt.EndedUtc.ToUnixTimeMilliseconds());
            _attempts["ending"].Add(attempt.Ending);
        }
        _rows++;
    }

    /// <summary>Adds a measurement of the reference model.</summary>
    /// <param name="anchor">Where and when.</param>
    /// <param name="reading">What came of it.</param>
    public void Add(CampaignAnchor anchor, AnchorReading reading)
    {
        _anchors["device"].Add(anchor.Lane);
        _anchors["target"].Add($"{anchor.Engine}/{anchor.Delegate}");
        _anchors["started"].Add(anchor.StartedUtc.ToUnixTimeMilliseconds());
        _anchors["ratio"].Add(reading.Ratio);
        _anchors["low"].Add(reading.LowRatio);
        _anchors["high"].Add(reading.HighRatio);
    }

    /// <summary>What was collected.</summary>
    public CampaignPageData Data(CampaignOptions options, DateTimeOffset now) => new()
    {
        Campaign = options.Name,
        SartorVersion = SourceModels.SartorVersion,
        WrittenUtc = now,
        Trials = _trials,
        Attempts = _attempts,
        Anchors = _anchors,
        MaxDeviceDrift = options.MaxDeviceDrift,
    };
}
