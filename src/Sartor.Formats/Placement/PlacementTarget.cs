namespace Sartor.Formats.Placement;

/// <summary>A delegate, compiler or execution provider: which operators it takes, in which arithmetic, and how.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Source">Where its table comes from.</param>
/// <param name="Operators">The arithmetic of each operator that it takes, in the letters of its format; <c>*</c> for all.</param>
/// <param name="Constraints">What it asks beyond that.</param>
internal sealed record PlacementTarget(
    string Name, string Title, string Source, IReadOnlyDictionary<string, string> Operators, IReadOnlyList<PlacementConstraint> Constraints)
{
    /// <summary>How many partitions it takes at most; null for all.</summary>
    public int? MostPartitions { get; init; }

    /// <summary>Everything after the first operator that it does not take stays on the processor.</summary>
    public bool StopsAtFirst { get; init; }

    /// <summary>Operators whose results it takes nothing of, directly or through others.</summary>
    public IReadOnlyList<string> StopsBehind { get; init; } = [];

    /// <summary>Operators that it leaves to the processor where they would be a partition of their own.</summary>
    public IReadOnlyList<string> NotAlone { get; init; } = [];

    /// <summary>Its partitions are counted as ONNX Runtime makes them, not as TFLite does.</summary>
    public bool TakesByWaves { get; init; }
}
