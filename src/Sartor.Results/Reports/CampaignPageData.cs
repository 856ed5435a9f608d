namespace Sartor.Results.Reports;

/// <summary>What the page of a campaign shows: two tables by columns, since field names in 10,000 rows would be most of the file.</summary>
public sealed record CampaignPageData
{
    /// <summary>Name of the campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>Version of Sartor.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>When the page was made, in UTC.</summary>
    public required DateTimeOffset WrittenUtc { get; init; }

    /// <summary>One row for each trial, in the order of the plan.</summary>
    public required IReadOnlyDictionary<string, PageColumn> Trials { get; init; }

    /// <summary>
    /// One row for each attempt: <c>trial</c> (a row of the trials, from 0), <c>started</c>, <c>ended</c> (milliseconds since 1970),
    /// <c>ending</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, PageColumn> Attempts { get; init; }

    /// <summary>
    /// One row for each measurement of a reference model: <c>device</c>, <c>target</c>, <c>started</c> (milliseconds since 1970),
    /// <c>ratio</c> to its usual latency with <c>low</c> and <c>high</c>. Empty where there is none.
    /// </summary>
    public IReadOnlyDictionary<string, PageColumn> Anchors { get; init; } = new Dictionary<string, PageColumn>();

    /// <summary>How far such a ratio may be from 1.</summary>
    public double MaxDeviceDrift { get; init; } = 0.1;
}
