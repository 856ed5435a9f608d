namespace Sartor.Results.Records;

/// <summary>What to ship, or why nothing can be recommended.</summary>
public sealed record Recommendation
{
    /// <summary>The trial that won; null when nothing passed its gate and met the constraints.</summary>
    public required TrialKey? Pick { get; init; }

    /// <summary>
    /// <c>fastest</c>; <c>smallest-of-the-fastest</c> where others are as fast; <c>none-passed</c> where nothing passed its gate and was measured;
    /// <c>none-meets-constraints</c>; <c>stated</c> in a result of schema <c>sartor.fit/1</c>.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>Why this one, or why none, in a sentence or two with the numbers.</summary>
    public required string Reason { get; init; }

    /// <summary>What was asked for.</summary>
    public required Constraints Constraints { get; init; }

    /// <summary>Everything else, and what spoke against it.</summary>
    public required IReadOnlyList<Rejection> Rejected { get; init; }
}
