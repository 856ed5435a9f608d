using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// Tells from session anchors whether a device had its usual speed while a trial was measured. The usual speed is the median of all
/// anchors of a series. The anchors of a trial are the last one before it and, of the same run, the next one.
/// </summary>
/// <param name="anchors">In the order of time.</param>
/// <param name="limit">An anchor drifted where its whole interval is further than this share from the usual speed, above 0.</param>
internal sealed class AnchorDrift(IReadOnlyList<CampaignAnchor> anchors, double limit)
{
    private readonly Dictionary<string, double> _usual =
        anchors.GroupBy(anchor => anchor.Series).ToDictionary(group => group.Key, group => Median([.. group.Select(a => a.MedianNs)]));

    /// <summary>The anchors of a trial; null where it has none.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="startedUtc">When its measurement began, behind its guards and the anchor before it.</param>
    public SessionAnchor? Of(CampaignTrial trial, DateTimeOffset startedUtc)
    {
        CampaignAnchor[] own =
            [.. anchors.Where(a => (a.Lane, a.Engine, a.Delegate) == (trial.Lane, trial.Engine, trial.Delegate))];
        var place = Array.FindLastIndex(own, anchor => anchor.StartedUtc <= startedUtc);
        if (place < 0) return null;
        var before = Reading(own[place]);
        var hasAfter = place + 1 < own.Length && (own[place + 1].Series, own[place + 1].RunUtc) == (own[place].Series, own[place].RunUtc);
        var after = hasAfter ? Reading(own[place + 1]) : null;
        return new SessionAnchor
        {
            Ratio = after is null ? before.Ratio : Math.Sqrt(before.Ratio * after.Ratio),
            IsDrift = IsDrift(before) || IsDrift(after),
            Before = before,
            After = after,
        };
    }

    /// <summary>An anchor relative to its series.</summary>
    public AnchorReading Reading(CampaignAnchor anchor)
    {
        var usual = _usual[anchor.Series];
        return new AnchorReading
        {
            StartedUtc = anchor.StartedUtc,
            Ratio = anchor.MedianNs / usual,
            LowRatio = anchor.LowNs / usual,
            HighRatio = anchor.HighNs / usual,
        };
    }

    /// <summary>The warning of a trial whose device drifted.</summary>
    public static Diagnostic Warning(SessionAnchor anchor) => Diagnostic.Warning(
        "device-drift",
        $"The reference model took {Quantity.Percent(anchor.Before.Ratio)} of its usual time before this measurement"
            + (anchor.After is { } after ? $" and {Quantity.Percent(after.Ratio)} after it" : "")
            + ": the device was not as fast as usual or faster, so compare this latency with care, or measure it again.");

    private bool IsDrift(AnchorReading? reading) =>
        reading is not null && (reading.LowRatio > 1 + limit || reading.HighRatio < 1 - limit);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
