namespace Sartor.Lab.Campaigns;

/// <summary>One attempt of a trial; attempts are added and never changed.</summary>
/// <param name="Trial">Number of the trial.</param>
/// <param name="StartedUtc">When it began.</param>
/// <param name="EndedUtc">When it ended.</param>
/// <param name="Ending">In which class.</param>
/// <param name="Reason">Why, one sentence; null where it succeeded.</param>
public sealed record TrialAttempt(long Trial, DateTimeOffset StartedUtc, DateTimeOffset EndedUtc, TrialEnding Ending, string? Reason);
