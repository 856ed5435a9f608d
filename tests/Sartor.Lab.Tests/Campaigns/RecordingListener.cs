using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns;

/// <summary>Writes down what a campaign tells.</summary>
internal sealed class RecordingListener : ICampaignListener
{
    public List<string> Lines { get; } = [];

    public void Started(IReadOnlyList<TrialCount> counts) => Lines.Add($"started {counts.Sum(count => count.Count)}");

    public void TrialStarted(CampaignTrial trial) => Lines.Add($"runs {trial}");

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next) =>
        Lines.Add($"{outcome.Ending} {trial} then {next.State}");

    public void DeviceNoted(string lane, string text) => Lines.Add($"{lane} {text}");

    public void DeviceChanged(string lane, LaneState state, string reason) => Lines.Add($"{lane} {state} {reason}".TrimEnd());
}
