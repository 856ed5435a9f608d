namespace Sartor.Results.Records;

/// <summary>The verdict of verification. A variant that failed its gate is never recommended.</summary>
public sealed record Gate
{
    /// <summary>True when nothing speaks against the variant.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was compared with which limit, one sentence each; for a failed gate the ones that failed come first.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}
