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
/// goes up through its producer under the same condition, nearer to the inputs.
/// </remarks>
public sealed class MoveTransposesPass : IGraphPass
{
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
        if (transpose.Input(0) is not { Producer: { Outputs.Count: 1 } producer } value || graph.Outputs.Contains(value)) return false;
        // Every reader has to want the same permutation, or a transpose back would be left behind.
        if (value.Uses.Any(u => u.Node.Operator is not Transpose other || other.Permutation != permutation)) return false;
        for (var i = 0; i < producer.Inputs.Count; i++)
        {
            if (producer.Inputs[i] is not { Constant: null, Type.Shape: { } shape } || shape.Rank != permutation.Rank) continue;
            if (Passage(producer, permutation, i) is not { } passage || passage.Outputs[0] != permutation) continue;
            if (DataMoves(producer, passage) > 1) return false;
            AxisMoves.Replace(graph, producer, passage);
            return true;
        }
        return false;
    }

    private static AxisPassage? Passage(Node node, Permutation permutation, int input)
    {
        if (node.Operator is OpaqueOperator || node.Inputs.Any(v => v is { Type.Shape: null }) || node.OutputTypes.Any(t => t.Shape is null)) return null;
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
