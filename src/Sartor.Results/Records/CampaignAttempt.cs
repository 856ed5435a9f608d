namespace Sartor.Results.Records;

/// <summary>One attempt of a trial of a campaign.</summary>
public sealed record CampaignAttempt
{
    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public required DateTimeOffset EndedUtc { get; init; }

    /// <summary>How it ended, in the words of the trial's ending.</summary>
    public required string Ending { get; init; }

    /// <summary>Why there is no result, or none to use; null where it succeeded.</summary>
    public required string? Reason { get; init; }
}
