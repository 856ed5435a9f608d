namespace Sartor.Results.Records;

/// <summary>A variant or trial that was not recommended, as data; <see cref="Text"/> is its sentence.</summary>
public sealed record Rejection
{
    /// <summary>Name of the variant.</summary>
    public required string Variant { get; init; }

    /// <summary>Engine and delegate; null if the variant as a whole was rejected.</summary>
    public EngineTarget? Target { get; init; }

    /// <summary>The reason: one of <see cref="RejectionCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The value, in the unit of the code; null if there is none.</summary>
    public double? Value { get; init; }

    /// <summary>The limit of the value, in the same unit; null if there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>Latency relative to the pick's, over the rounds that both share; null for other codes and if they share none.</summary>
    public LatencyRatio? Ratio { get; init; }

    /// <summary>Message of an engine, a converter or a check; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary><c>int8</c> or <c>int8 · tflite/xnnpack</c>.</summary>
    public string Candidate => Target is null ? Variant : TrialKey.Of(Variant, Target).ToString();

    /// <summary>The reason as a sentence, without a full stop.</summary>
    public string Text => RejectionText.Of(this);
}
