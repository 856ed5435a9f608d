namespace Sartor.Results.Records;

/// <summary>What to ship, or why nothing can be recommended.</summary>
public sealed record Recommendation
{
    /// <summary>The recommended trial; null if none passed verification and met the constraints.</summary>
    public required TrialKey? Pick { get; init; }

    /// <summary>
    /// <c>fastest</c>; <c>smallest-of-the-fastest</c> if others are as fast; <c>smallest</c> or <c>most-accurate</c> where that was
    /// preferred; <c>none-passed</c> if nothing passed verification and was
    /// measured;
    /// <c>none-meets-constraints</c>; <c>stated</c> in a result of schema <c>sartor.fit/1</c>.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>Why this trial, or why none: one or two sentences with numbers.</summary>
    public required string Reason { get; init; }

    /// <summary>Trials that meet the constraints and show no difference in speed to the pick; empty in files of earlier versions.</summary>
    public IReadOnlyList<TrialKey> Ties { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Where nothing meets the constraints: the limits that the nearest trial exceeds. That is the one whose worst value is the least
    /// share of its limit away from that. Empty otherwise, and in earlier files.
    /// </summary>
    public IReadOnlyList<Rejection> NearestMiss { get; init => field = value ?? []; } = [];

    /// <summary>What was asked for.</summary>
    public required Constraints Constraints { get; init; }

    /// <summary>Everything else, with reasons.</summary>
    public required IReadOnlyList<Rejection> Rejected { get; init; }
}
