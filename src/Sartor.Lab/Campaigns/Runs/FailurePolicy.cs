namespace Sartor.Lab.Campaigns.Runs;

/// <summary>What follows a failure of a trial or of a device.</summary>
public sealed record FailurePolicy
{
    /// <summary>Attempts of a trial that fails for reasons outside of it, ≥ 1. Default 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; each further one waits twice as long. Default 30 s.</summary>
    public TimeSpan CoolOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Trials of one model that fail on an engine until the others are not tried any more, ≥ 1. Default 2.</summary>
    public int PoisonAfter { get; init; } = 2;

    /// <summary>Failures of a device in a row, with no trial in between that ended, until it is quarantined, ≥ 1. Default 3.</summary>
    public int DeviceFailures { get; init; } = 3;

    /// <summary>Time after which a quarantined device is probed again. Default 60 s.</summary>
    public TimeSpan DeviceRest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Probes without an answer after which the campaign goes on without the device, ≥ 1. Default 10.</summary>
    public int DeviceProbes { get; init; } = 10;

    /// <summary>Interrupted runs of the same trial after which it is quarantined, ≥ 1. Default 3.</summary>
    public int Interruptions { get; init; } = 3;

    /// <summary>The longest time that a trial waits for another attempt.</summary>
    internal TimeSpan LongestWait => Wait(Attempts);

    /// <summary>What becomes of a trial.</summary>
    /// <param name="trial">As it was claimed.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="nowUtc">The time.</param>
    public NextStep After(CampaignTrial trial, TrialOutcome outcome, DateTimeOffset nowUtc)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.Ending switch
        {
            TrialEnding.Permanent => NextStep.Quarantine,
            TrialEnding.Transient when trial.Attempts + 1 < Attempts =>
                NextStep.RetryAt(nowUtc + Wait(trial.Attempts)),
            _ => NextStep.Finish,
        };
    }

    private TimeSpan Wait(int attempts) => CoolOff * Math.Pow(2, Math.Min(attempts, 10));
}
