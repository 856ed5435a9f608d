using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>Where a variant parts from its source.</summary>
/// <param name="Pair">The tensors that differ.</param>
/// <param name="Before">Largest error ÷ spread of the tensors that lead there; 0 where only inputs do.</param>
/// <param name="After">Error ÷ spread of the tensor.</param>
/// <param name="IsAtOnce">
/// Whether the error comes there at once. Else it grows from node to node, and this is the largest step.
/// </param>
internal sealed record Divergence(TensorPair Pair, double Before, double After, bool IsAtOnce)
{
    /// <summary>Nodes of the source between the tensors that agree and the one that does not, in the order of execution.</summary>
    public IReadOnlyList<Node> SourceNodes { get; init; } = [];

    /// <summary>The same of the variant.</summary>
    public IReadOnlyList<Node> VariantNodes { get; init; } = [];
}
