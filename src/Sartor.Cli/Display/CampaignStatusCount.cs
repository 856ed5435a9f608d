using Sartor.Lab.Campaigns;

namespace Sartor.Cli.Display;

/// <summary>How many trials of a device stand at the same place.</summary>
/// <param name="Device">Its address; empty for conversions, which all devices share.</param>
/// <param name="Step">convert, verify or measure.</param>
/// <param name="State">blocked (waits for another trial), waiting, running, finished or quarantined.</param>
/// <param name="Ending">
/// How the last attempt ended: none, succeeded, transient, permanent, refused, invalid, skipped or interrupted.
/// </param>
/// <param name="Count">How many.</param>
internal sealed record CampaignStatusCount(string Device, string Step, string State, string Ending, long Count)
{
    public static CampaignStatusCount Of(TrialCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        return new CampaignStatusCount(count.Lane, Word(count.Step), Word(count.State), Word(count.Ending), count.Count);

        static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
    }
}
