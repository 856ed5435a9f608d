namespace Sartor.Results.Records;

/// <summary>A variant or trial that was not recommended, as data; <see cref="Text"/> is its sentence.</summary>
public sealed record Rejection
{
    /// <summary>Name of the variant.</summary>
    public required string Variant { get; init; }

    /// <summary>Engine and delegate; null where the variant as a whole is meant.</summary>
    public EngineTarget? Target { get; init; }

    /// <summary>What spoke against it: one of <see cref="RejectionCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What was found, in the unit of the code; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>What it was compared with, in the same unit; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>The latency over the pick's by the rounds that both share; null for other codes and where they share none.</summary>
    public LatencyRatio? Ratio { get; init; }

    /// <summary>Words of an engine, a converter or a gate; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary><c>int8</c> or <c>int8 · tflite/xnnpack</c>.</summary>
    public string Candidate => Target is null ? Variant : TrialKey.Of(Variant, Target).ToString();

    /// <summary>What spoke against it, in a sentence without a full stop.</summary>
    public string Text => RejectionText.Of(this);
}
