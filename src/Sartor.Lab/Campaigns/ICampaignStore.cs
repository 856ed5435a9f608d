using Sartor.Lab.Trials;

namespace Sartor.Lab.Campaigns;

/// <summary>
/// The state of one campaign: its trials, their attempts and results. Every method is one transaction: after it returns, its change
/// outlives the process and the machine (a claim: the process); before that, nothing of it is there. One process at a time has a campaign
/// open; its threads may share the store. What is returned is a snapshot, which later calls never change.
/// </summary>
public interface ICampaignStore : IDisposable
{
    /// <summary>Words about the campaign as a whole, by name: its file, the time of its plan.</summary>
    /// <returns>Null where nothing was noted under that name.</returns>
    string? Note(string name);

    /// <summary>Notes a word about the campaign; an earlier one of the same name is replaced.</summary>
    void SetNote(string name, string value);

    /// <summary>
    /// Adds trials in their order. One whose key is there already stays as it is, with what came of it. A trial stands behind the one that
    /// it needs.
    /// </summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="ArgumentException">A trial needs one that is not there; nothing was added.</exception>
    long Add(IEnumerable<PlannedTrial> trials);

    /// <summary>
    /// After a run that was interrupted: what was running waits again. A trial that was running so often when its run died is quarantined,
    /// since it may be what ended it.
    /// </summary>
    /// <param name="nowUtc">The time.</param>
    /// <param name="mostInterruptions">Interruptions after which it is quarantined, ≥ 1.</param>
    /// <returns>How many were running.</returns>
    int Reopen(DateTimeOffset nowUtc, int mostInterruptions);

    /// <summary>
    /// Claims the first trial of a lane that waits and is due. This is the only way to run one: no trial is claimed twice at once.
    /// </summary>
    /// <returns>Null where none can be claimed now.</returns>
    CampaignTrial? TryClaim(string lane, DateTimeOffset nowUtc);

    /// <summary>
    /// Ends an attempt: keeps it, its result and its cause, says what becomes of the trial, and of all that need it.
    /// </summary>
    /// <param name="trial">From <see cref="TryClaim"/>.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="next">What becomes of the trial.</param>
    /// <returns>False where the claim is not the last one of that trial, or the trial does not run: nothing was changed.</returns>
    bool Complete(CampaignTrial trial, TrialOutcome outcome, NextStep next);

    /// <summary>Gives a claim back: the trial waits again as if it had not been claimed.</summary>
    /// <returns>False where the claim is not the last one of that trial, or the trial does not run.</returns>
    bool Release(CampaignTrial trial);

    /// <summary>
    /// Quarantines all trials of a model on an engine that have not run, where so many of them are quarantined already.
    /// </summary>
    /// <returns>How many were quarantined now.</returns>
    int QuarantineModel(string model, string engine, int failures, string reason);

    /// <summary>When the first waiting trial of a lane is due; null where none waits.</summary>
    DateTimeOffset? NextDue(string lane);

    /// <summary>True where a trial of the lane is blocked by one that may still succeed.</summary>
    bool IsBlocked(string lane);

    /// <summary>Lets ended trials run again, with all that were skipped because of them; their attempts stay.</summary>
    /// <returns>How many wait again, without those that were skipped.</returns>
    long Retry(TrialSelection selection);

    /// <summary>Keeps a measurement of the session anchor; times are kept in milliseconds.</summary>
    void AddAnchor(CampaignAnchor anchor);

    /// <summary>All measurements of session anchors in the order in which they were added.</summary>
    IReadOnlyList<CampaignAnchor> Anchors();

    /// <summary>Trials by lane, step, state and ending.</summary>
    IReadOnlyList<TrialCount> Count();

    /// <summary>All trials in the order of the plan, read as they are asked for.</summary>
    IEnumerable<CampaignTrial> Trials();

    /// <summary>One trial.</summary>
    /// <exception cref="InvalidOperationException">There is no trial of that number.</exception>
    CampaignTrial Find(long trial);

    /// <summary>The key of a trial, as it was planned: its id is that of the trial.</summary>
    /// <exception cref="InvalidOperationException">There is no trial of that number.</exception>
    StepKey Key(long trial);

    /// <summary>The result of a trial, as it was completed; null where it has none.</summary>
    string? Result(long trial);

    /// <summary>The attempts of a trial in the order of time.</summary>
    IReadOnlyList<TrialAttempt> Attempts(long trial);
}
