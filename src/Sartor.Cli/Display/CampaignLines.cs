using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>One line for each attempt that ended, with how far the campaign is.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="models">How models are shown.</param>
internal sealed class CampaignLines(TextWriter writer, ShownModels models) : ICampaignListener
{
    private readonly HashSet<string> _waiting = [];
    private long _total;
    private long _ended;

    /// <summary>Whether trials that succeed have a line.</summary>
    public bool ShowsSuccess { get; init; } = true;

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
        _waiting.Remove(trial.Lane);
        if (ShowsSuccess || outcome.Ending != TrialEnding.Succeeded)
            writer.WriteLine($"[{_ended}/{_total}] {CampaignText.Line(models.Of(trial), outcome, next)}");
    }

    public void DeviceNoted(string lane, string text) => writer.WriteLine($"{lane}: {text}");

    public void DeviceChanged(string lane, LaneState state, string reason)
    {
        var waited = _waiting.Remove(lane);
        if (state == LaneState.Waiting) _waiting.Add(lane);
        writer.WriteLine(state switch
        {
            LaneState.Ready => $"{Name(lane)} {(waited ? "goes on" : "answers again")}",
            LaneState.Waiting => $"{Name(lane)} waits: {reason}",
            LaneState.Quarantined => $"{Name(lane)} rests: {reason}",
            _ => $"{Name(lane)} is given up, its trials wait for the next run: {reason}",
        });
    }

    private static string Name(string lane) => lane == PlannedTrial.Preparation ? "conversion" : lane;
}
