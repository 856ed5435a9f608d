namespace Sartor.Results.Records;

/// <summary>How often a score counts the samples of one class as right.</summary>
public sealed record ClassScore
{
    /// <summary>The class, as the network numbers its classes.</summary>
    public required int Class { get; init; }

    /// <summary>Held-out samples of the class, ≥ 1.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them the source gets right.</summary>
    public required int SourceCorrect { get; init; }

    /// <summary>How many of them the variant gets right.</summary>
    public required int VariantCorrect { get; init; }
}
