namespace Sartor.Results.Records;

/// <summary>How often a variant and its source were right, or agreed.</summary>
public sealed record ClassCounts
{
    /// <summary>Samples that were counted.</summary>
    public required int Samples { get; init; }

    /// <summary>Classes that the output has scores for.</summary>
    public required int Classes { get; init; }

    /// <summary>Samples that the source gets right; null without labels.</summary>
    public int? SourceCorrect { get; init; }

    /// <summary>Samples that the variant gets right; null without labels.</summary>
    public int? Correct { get; init; }

    /// <summary>Samples that only the source gets right; null without labels.</summary>
    public int? Lost { get; init; }

    /// <summary>Samples that only the variant gets right; null without labels.</summary>
    public int? Won { get; init; }

    /// <summary>Samples for which both name the same class; null with labels.</summary>
    public int? Agreements { get; init; }

    /// <summary>p-value of the one-sided exact McNemar test that the variant is worse; null without labels.</summary>
    public double? PValue { get; init; }
}
