namespace Sartor.Results.Records;

/// <summary>A held-out sample for which a variant names another class than its source.</summary>
public sealed record ChangedSample
{
    /// <summary>The sample in its data set.</summary>
    public required string Id { get; init; }

    /// <summary>The right class, as the network numbers its classes; null where the sample has no label.</summary>
    public required int? Label { get; init; }

    /// <summary>The class that the source names; −1 where none of its scores is a number.</summary>
    public required int Source { get; init; }

    /// <summary>The class that the variant names, likewise.</summary>
    public required int Variant { get; init; }
}
