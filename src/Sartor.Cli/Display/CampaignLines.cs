using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>One line for each attempt that ended, with how far the campaign is.</summary>
/// <param name="writer">Takes the lines.</param>
internal sealed class CampaignLines(TextWriter writer) : ICampaignListener
{
    private long _total;
    private long _ended;

    public void Started(IReadOnlyList<TrialCount> counts)
    {
        _total = counts.Sum(count => count.Count);
        _ended = counts.Where(count => count.State is TrialState.Finished or TrialState.Quarantined).Sum(count => count.Count);
    }

    public void TrialStarted(CampaignTrial trial)
    {
        // Its end is what tells something.
    }

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next)
    {
        if (next.State != TrialState.Waiting) _ended++;
        writer.WriteLine($"[{_ended}/{_total}] {CampaignText.Line(trial, outcome, next)}");
    }

    public void DeviceNoted(string lane, string text) => writer.WriteLine($"{lane}: {text}");

    public void DeviceChanged(string lane, LaneState state, string reason) => writer.WriteLine(state switch
    {
        LaneState.Ready => $"{Name(lane)} answers again",
        LaneState.Quarantined => $"{Name(lane)} rests: {reason}",
        _ => $"{Name(lane)} is given up, its trials wait for the next run: {reason}",
    });

    private static string Name(string lane) => lane == PlannedTrial.Preparation ? "conversion" : lane;
}
