namespace Sartor.Results.Records;

/// <summary>An input or output of a model.</summary>
public sealed record TensorFacts
{
    /// <summary>Name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Type of one element: <c>float32</c>, <c>int8</c>, …</summary>
    public required string ElementType { get; init; }

    /// <summary>Dimensions, outermost first; null if unknown.</summary>
    public required IReadOnlyList<long>? Shape { get; init; }
}
