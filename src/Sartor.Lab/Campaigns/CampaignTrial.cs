namespace Sartor.Lab.Campaigns;

/// <summary>One trial of a campaign as its store has it; a snapshot, which never changes.</summary>
public sealed record CampaignTrial
{
    /// <summary>Its place in the order of the plan, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>SHA-256 of its key: 64 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public required CampaignStep Step { get; init; }

    /// <summary>As <see cref="PlannedTrial.Lane"/>.</summary>
    public required string Lane { get; init; }

    /// <summary>As <see cref="PlannedTrial.Model"/>.</summary>
    public required string Model { get; init; }

    /// <summary>As <see cref="PlannedTrial.Variant"/>.</summary>
    public required string Variant { get; init; }

    /// <summary>As <see cref="PlannedTrial.Engine"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>As <see cref="PlannedTrial.Delegate"/>.</summary>
    public required string Delegate { get; init; }

    /// <summary>As <see cref="PlannedTrial.Threads"/>.</summary>
    public required int Threads { get; init; }

    /// <summary>Number of the trial that it needs; null for none.</summary>
    public long? Needs { get; init; }

    /// <summary>Where it stands.</summary>
    public required TrialState State { get; init; }

    /// <summary>How its last attempt ended; <see cref="TrialEnding.None"/> before the first.</summary>
    public required TrialEnding Ending { get; init; }

    /// <summary>Why it has no result, one sentence; null where it has one.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts that ended since the plan, or since somebody asked to retry.</summary>
    public required int Attempts { get; init; }

    /// <summary>Rises with each claim: an ending of an earlier claim is refused.</summary>
    public required long Claim { get; init; }

    /// <summary>Engine and delegate, as <c>tflite/xnnpack</c>.</summary>
    public string Target => $"{Engine}/{Delegate}";

    /// <summary>The trial in a few words, for people.</summary>
    public override string ToString() => Step == CampaignStep.Convert
        ? $"{Model} → {Variant}"
        : $"{Model} {Variant} {Target}{(Threads == 1 ? "" : $" ×{Threads}")} on {Lane}";
}
