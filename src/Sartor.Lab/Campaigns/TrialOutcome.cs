namespace Sartor.Lab.Campaigns;

/// <summary>How one attempt ended.</summary>
/// <param name="Ending">In which class; neither <see cref="TrialEnding.None"/> nor <see cref="TrialEnding.Skipped"/>.</param>
/// <param name="Reason">Why there is no result, or none to use, one sentence; null where it succeeded.</param>
/// <param name="Result">What came of it, as JSON; null where nothing did.</param>
public sealed record TrialOutcome(TrialEnding Ending, string? Reason = null, string? Result = null)
{
    /// <summary>When the attempt began, in UTC.</summary>
    public DateTimeOffset StartedUtc { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTimeOffset EndedUtc { get; init; }

    /// <summary>What is to be told about the device, once in a run; not kept.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
