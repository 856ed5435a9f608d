using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// Moves transposes by axis algebra (<see cref="Operator.Pass"/>) until they cancel, are absorbed, or stand before an operator that
/// lets none through. First down, towards the outputs; what is left then up, towards the inputs.
/// </summary>
/// <remarks>
/// A transpose goes down through a node when no other input of it needs a new transpose that moves data, so the number of
/// data-moving transposes on any path never grows, and each step brings one nearer to the outputs: the pass ends. Then a transpose
/// goes up where it reaches inputs of the graph or another transpose, and ends there.
/// </remarks>
public sealed class MoveTransposesPass : IGraphPass
{
    // Operators between an input and the first window are few; the bound keeps the search linear.
    private const int MaximumDepth = 64;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = Exhaust(graph, Down);
        changed |= Exhaust(graph, Up);
        return changed;
    }

    // A move renames axes of nodes on a path; the bound is far above what any path needs and only guards against a faulty operator.
    private static bool Exhaust(ModelGraph graph, Func<ModelGraph, Node, bool> move)
    {
        var changed = false;
        var budget = 64L * (graph.Nodes.Count + 16);
        var again = true;
        while (again && budget > 0)
        {
            again = false;
            foreach (var node in graph.Nodes.ToArray())
            {
                if (node.Operator is not Transpose || node.Outputs.Count == 0 || !graph.IsUsed(node.Output) || budget <= 0) continue;
                if (!Simplify(graph, node) && !move(graph, node)) continue;
                again = changed = true;
                budget--;
            }
            graph.RemoveUnused();
        }
        return changed;
    }

    /// <summary>Identity, transpose of a constant, transpose of a transpose.</summary>
    private static bool Simplify(ModelGraph graph, Node node)
    {
        var permutation = ((Transpose)node.Operator).Permutation;
        var input = node.Input(0);
        if (!permutation.IsIdentity && input.Constant is null && input.Producer?.Operator is not Transpose) return false;
        if (permutation.IsIdentity)
        {
            if (graph.Outputs.Contains(node.Output) && (input.Producer is null || graph.Outputs.Contains(input))) return false;
            if (graph.Outputs.Contains(node.Output)) input.Name = node.Output.Name;
            graph.ReplaceUses(node.Output, input);
            return true;
        }
        var replacement = AxisMoves.Permute(graph, input, permutation, node);
        if (graph.Outputs.Contains(node.Output))
        {
            if (replacement.Producer is null || graph.Outputs.Contains(replacement)) return false;
            replacement.Name = node.Output.Name;
        }
        graph.ReplaceUses(node.Output, replacement);
        return true;
    }

    private static bool Down(ModelGraph graph, Node transpose)
    {
        var permutation = ((Transpose)transpose.Operator).Permutation.Inverse();
        foreach (var use in transpose.Output.Uses.ToArray())
        {
            if (use.Node.Operator is Transpose || Passage(use.Node, permutation, use.Index) is not { } passage) continue;
            if (!IsFree(use.Node, passage)) continue;
            AxisMoves.Replace(graph, use.Node, passage);
            return true;
        }
        return false;
    }

    private static bool Up(ModelGraph graph, Node transpose)
    {
        var permutation = ((Transpose)transpose.Operator).Permutation;
        var value = transpose.Input(0);
        if (value.Producer is null || !Dies(graph, value, permutation, depth: 0)) return false;
        var readers = value.Uses.Select(u => u.Node).ToArray();
        AxisMoves.Replace(graph, value.Producer, PassageBack(value.Producer, permutation)!);
        foreach (var reader in readers) Simplify(graph, reader);
        return true;
    }

    /// <summary>
    /// True when the permutation of a value can be computed by permuting what it is computed from, back to inputs of the graph or to
    /// transposes that it merges with; so moving up ends one transpose and begins none.
    /// </summary>
    private static bool Dies(ModelGraph graph, Value value, Permutation permutation, int depth)
    {
        if (depth > 0 && (value.Constant is not null || permutation.KeepsOrder(value.Type.Shape!))) return true;
        if (graph.Outputs.Contains(value)) return false;
        // The first value is read by transposes alone, each further one by a single node.
        if (depth == 0 ? value.Uses.Any(u => u.Node.Operator is not Transpose t || t.Permutation != permutation || graph.Outputs.Contains(u.Node.Output)) : !graph.HasOneUse(value)) return false;
        if (value.Producer is not { } producer) return depth > 0;
        if (producer.Operator is Transpose) return depth > 0;
        if (depth > MaximumDepth || producer.Outputs.Count != 1 || PassageBack(producer, permutation) is not { } passage) return false;
        for (var i = 0; i < producer.Inputs.Count; i++)
        {
            if (producer.Inputs[i] is { } input && passage.Inputs[i] is { IsIdentity: false } p && !Dies(graph, input, p, depth + 1)) return false;
        }
        return true;
    }

    private static AxisPassage? PassageBack(Node node, Permutation permutation)
    {
        if (!IsKnown(node)) return null;
        var passage = node.Operator.PassBack(permutation, NodeTypes.Of(node));
        return passage?.Operator is IChannelLayout { Layout: ChannelLayout.ChannelsFirst } ? null : passage;
    }

    private static bool IsKnown(Node node) =>
        node.Operator is not OpaqueOperator && node.Inputs.All(v => v is null or { Type.Shape: not null }) && node.OutputTypes.All(t => t.Shape is not null);

    private static AxisPassage? Passage(Node node, Permutation permutation, int input)
    {
        if (!IsKnown(node)) return null;
        var passage = node.Operator.Pass(permutation, input, NodeTypes.Of(node));
        // An operator that is channels-last already stays so: the transpose before it is the one that is needed.
        return passage?.Operator is IChannelLayout { Layout: ChannelLayout.ChannelsFirst } ? null : passage;
    }

    private static bool IsFree(Node node, AxisPassage passage) => DataMoves(node, passage) == 0;

    /// <summary>Inputs that would need a new transpose which moves data.</summary>
    private static int DataMoves(Node node, AxisPassage passage)
    {
        var moves = 0;
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { Constant: null } input || passage.Inputs[i] is not { IsIdentity: false } p) continue;
            if (p.KeepsOrder(input.Type.Shape!)) continue;
            if (input.Producer is { Operator: Transpose first } && first.Permutation.Then(p).IsIdentity) continue;
            moves++;
        }
        return moves;
    }
}
