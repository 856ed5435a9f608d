namespace Sartor.Lab.Campaigns;

/// <summary>What becomes of a trial after an attempt.</summary>
/// <param name="State"><see cref="TrialState.Waiting"/>, <see cref="TrialState.Finished"/> or <see cref="TrialState.Quarantined"/>.</param>
/// <param name="DueUtc">When it may be claimed again; only where it waits.</param>
public sealed record NextStep(TrialState State, DateTimeOffset DueUtc = default)
{
    /// <summary>Ended for good.</summary>
    public static readonly NextStep Finish = new(TrialState.Finished);

    /// <summary>Kept apart.</summary>
    public static readonly NextStep Quarantine = new(TrialState.Quarantined);

    /// <summary>Another attempt.</summary>
    public static NextStep RetryAt(DateTimeOffset dueUtc) => new(TrialState.Waiting, dueUtc);
}
