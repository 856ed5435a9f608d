namespace Sartor.Results.Records;

/// <summary>
/// How much of a variant's file a delegate, compiler or execution provider takes, by a table of what it documents (docs/checking.md).
/// Nothing was run or measured for it.
/// </summary>
public sealed record VariantPlacement
{
    /// <summary>Name of the target, as <c>sartor check --target</c> takes it.</summary>
    public required string Target { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Where the table comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Operators of the network.</summary>
    public required int Operators { get; init; }

    /// <summary>How many of them the target executes; the others stay on the processor.</summary>
    public required int Taken { get; init; }

    /// <summary>In how many parts it executes them; each border costs a transfer.</summary>
    public required int Partitions { get; init; }

    /// <summary>The first kinds of operators that stay on the processor, at most three; <c>sartor check</c> lists all.</summary>
    public required IReadOnlyList<PlacementReason> Reasons { get; init; }
}

/// <summary>Operators of one kind that stay on the processor.</summary>
public sealed record PlacementReason
{
    /// <summary>Name of the operator in the format.</summary>
    public required string Operator { get; init; }

    /// <summary>How many of them stay.</summary>
    public required int Count { get; init; }

    /// <summary>The first of them, by the name of its first output.</summary>
    public required string Node { get; init; }

    /// <summary>Why that one stays; without a full stop.</summary>
    public required string Reason { get; init; }

    /// <summary>What to change; without a full stop.</summary>
    public required string Advice { get; init; }
}
