using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>The domain of each input of a network: by itself, by what it indexes in the graph, or as stated.</summary>
public static class InputDomains
{
    private const int MostValues = 10_000;

    /// <summary>One for each input of a graph, in order.</summary>
    /// <param name="graph">The source.</param>
    /// <param name="negativeIndices">Whether indices may count from the end: −n to −1 besides 0 to n − 1.</param>
    public static IReadOnlyList<InputDomain> Of(ModelGraph graph, bool negativeIndices = false)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. graph.Inputs.Select(input => Indexed(input, negativeIndices) ?? InputDomain.Of(TensorMapping.Of(input)))];
    }

    // The indices of the shortest axis of those that the integers index, which only move until they do; null where they index none.
    private static InputDomain? Indexed(Value input, bool negativeIndices)
    {
        if (!input.Type.Element.IsInteger() || input.Quantization is not null) return null;
        long? shortest = null;
        var open = new Stack<Value>([input]);
        var seen = new HashSet<Value>();
        while (open.TryPop(out var value) && seen.Count < MostValues)
        {
            if (!seen.Add(value)) continue;
            foreach (var use in value.Uses)
            {
                if (IndexedExtent(use) is { } extent) shortest = Math.Min(shortest ?? long.MaxValue, extent);
                else if (use.Index == 0 && use.Node.Operator is Cast or Reshape or Transpose or Slice or Tile or BroadcastTo)
                    open.Push(use.Node.Outputs[0]);
            }
        }
        return shortest is > 0 and <= 1 << 24 ? new InputDomain(negativeIndices ? -shortest.Value : 0, shortest.Value - 1, DomainOrigin.Graph) : null;
    }

    private static long? IndexedExtent(Use use) => use switch
    {
        { Index: 1, Node.Operator: Gather gather } => Extent(use.Node, gather.Axis),
        { Index: 1, Node.Operator: GatherElements gather } => Extent(use.Node, gather.Axis),
        _ => null,
    };

    private static long? Extent(Node node, int axis) =>
        node.Input(0).Type.Shape is { } shape && axis < shape.Rank ? shape[axis] : null;
}
