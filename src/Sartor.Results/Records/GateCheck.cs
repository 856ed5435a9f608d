namespace Sartor.Results.Records;

/// <summary>One comparison of a gate, as data; <see cref="Text"/> is its sentence.</summary>
public sealed record GateCheck
{
    /// <summary>What was compared: one of <see cref="GateCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Whether this check passed.</summary>
    public required bool Passed { get; init; }

    /// <summary>The inputs: <c>held-out</c>, <c>calibration</c>, <c>random</c>; null if the check has none.</summary>
    public string? Set { get; init; }

    /// <summary>Name of the output that is worst; null if the check is of no single output.</summary>
    public string? Output { get; init; }

    /// <summary>Axis of the source's output along which a slice of it is worst; null where the output as a whole is.</summary>
    public int? Axis { get; init; }

    /// <summary>Index of that slice along the axis; null as above.</summary>
    public int? Index { get; init; }

    /// <summary>
    /// Name of the tensor that the slice lies in, where the source joins several to the output (boxes beside scores); null otherwise, and
    /// in results of earlier versions.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>How many slices along the axis exceed the limit; null where the output as a whole is meant.</summary>
    public int? Slices { get; init; }

    /// <summary>The value, in the unit of the code; null if there is none or it is not finite.</summary>
    public double? Value { get; init; }

    /// <summary>The limit of the value, in the same unit; null if there is none.</summary>
    public double? Limit { get; init; }

    /// <summary><c>float32</c> if the float32 form of the variant was checked instead of the variant itself; null otherwise.</summary>
    public string? Form { get; init; }

    /// <summary>
    /// What the converter noted about the arithmetic of the variant, where the check failed; empty otherwise, and in results of earlier
    /// versions.
    /// </summary>
    public IReadOnlyList<ConversionNote> Notes { get; init => field = value ?? []; } = [];

    /// <summary>The score behind a check of one; null for the others.</summary>
    public ScoreResult? Score { get; init; }

    /// <summary>Message of an engine, or a sentence of a result of an earlier schema; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>The check as a sentence, without a full stop.</summary>
    public string Text => GateText.Of(this);
}
