namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Is told what happens in a campaign. Calls come from one thread at a time and return at once.</summary>
public interface ICampaignListener
{
    /// <summary>The campaign begins or goes on.</summary>
    /// <param name="counts">Where its trials stand.</param>
    void Started(IReadOnlyList<TrialCount> counts);

    /// <summary>An attempt begins.</summary>
    void TrialStarted(CampaignTrial trial);

    /// <summary>An attempt ended and is stored.</summary>
    /// <param name="trial">As it was claimed.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="next">What becomes of the trial.</param>
    void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next);

    /// <summary>A device failed, came back, is given up, or has to cool down or charge first.</summary>
    /// <param name="lane">Its address.</param>
    /// <param name="state">What holds from now on.</param>
    /// <param name="reason">Why, one sentence; empty where it is well.</param>
    void DeviceChanged(string lane, LaneState state, string reason);

    /// <summary>Something about a device that is told once in a run.</summary>
    /// <param name="lane">Its address.</param>
    /// <param name="text">One clause.</param>
    void DeviceNoted(string lane, string text);
}
