namespace Sartor.Results.Records;

/// <summary>The place where a variant parts from its source.</summary>
public sealed record LayerDivergence
{
    /// <summary>The tensors that differ.</summary>
    public required LayerPair Tensor { get; init; }

    /// <summary>Largest error ÷ spread of the tensors that lead there; 0 where only inputs do, null where it is not finite.</summary>
    public required double? Before { get; init; }

    /// <summary>
    /// Whether the error comes there at once: it is three times as large as before, or more. Else it grows from node to node, and this is
    /// the largest step.
    /// </summary>
    public required bool IsAtOnce { get; init; }

    /// <summary>Nodes of the source between the tensors that agree and the one that does not, in the order of execution.</summary>
    public required IReadOnlyList<NodeFacts> SourceNodes { get; init; }

    /// <summary>The same of the variant.</summary>
    public required IReadOnlyList<NodeFacts> VariantNodes { get; init; }
}
