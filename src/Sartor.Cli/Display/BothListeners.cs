using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>Tells two what happens in a campaign.</summary>
internal sealed class BothListeners(ICampaignListener first, ICampaignListener second) : ICampaignListener
{
    public void Started(IReadOnlyList<TrialCount> counts) => Tell(listener => listener.Started(counts));

    public void TrialStarted(CampaignTrial trial) => Tell(listener => listener.TrialStarted(trial));

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next) =>
        Tell(listener => listener.TrialEnded(trial, outcome, next));

    public void DeviceChanged(string lane, LaneState state, string reason) =>
        Tell(listener => listener.DeviceChanged(lane, state, reason));

    public void DeviceNoted(string lane, string text) => Tell(listener => listener.DeviceNoted(lane, text));

    private void Tell(Action<ICampaignListener> what)
    {
        what(first);
        what(second);
    }
}
