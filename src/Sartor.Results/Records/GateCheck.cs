namespace Sartor.Results.Records;

/// <summary>One comparison of a gate, as data; <see cref="Text"/> is its sentence.</summary>
public sealed record GateCheck
{
    /// <summary>What was compared: one of <see cref="GateCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Whether the variant may pass as far as this check goes.</summary>
    public required bool Passed { get; init; }

    /// <summary>The inputs: <c>judgement</c>, <c>calibration</c>, <c>random</c>; null where the check speaks of none.</summary>
    public string? Set { get; init; }

    /// <summary>What was found, in the unit of the code; null where there is none or it is not finite.</summary>
    public double? Value { get; init; }

    /// <summary>What it was compared with, in the same unit; null where there is no limit.</summary>
    public double? Limit { get; init; }

    /// <summary><c>float32</c> where the float32 form of the variant was checked and not the variant itself; null otherwise.</summary>
    public string? Form { get; init; }

    /// <summary>The score behind a check of one; null for the others.</summary>
    public ScoreResult? Score { get; init; }

    /// <summary>Words of an engine, or of a result of an earlier schema; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>The check in a sentence, without a full stop.</summary>
    public string Text => GateText.Of(this);
}
