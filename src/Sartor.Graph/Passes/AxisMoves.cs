using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>Carries out an <see cref="AxisPropagation"/>.</summary>
internal static class AxisMoves
{
    /// <summary>
    /// Puts an operator into the arrangement that it wants; false, and nothing changed, where the permutation does not pass.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A node whose operator is an <see cref="Operators.IAxisPlacement"/>.</param>
    /// <param name="wanted">What it wants of its first input.</param>
    public static bool Place(ModelGraph graph, Node node, Permutation wanted)
    {
        if (node.OutputTypes.Any(t => t.Shape is null)
            || node.Operator.PermuteThrough(wanted, 0, NodeTypes.Of(node)) is not { } propagation)
            return false;
        Replace(graph, node, propagation);
        return true;
    }

    /// <summary>
    /// Replaces a node by its permuted form: transposes before its inputs (folded into constants, cancelled against transposes that
    /// are there) and after its outputs.
    /// </summary>
    /// <returns>The permuted node.</returns>
    public static Node Replace(ModelGraph graph, Node node, AxisPropagation propagation)
    {
        var inputs = new Value?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = node.Inputs[i] is { } input && propagation.Inputs[i] is { IsIdentity: false } p
                ? Permute(graph, input, p, node)
                : node.Inputs[i];
        var replacement = graph.Add(propagation.Operator, inputs, node.Name, before: node);
        replacement.NeedsFloat = node.NeedsFloat;
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            var old = node.Outputs[i];
            var made = replacement.Outputs[i];
            (made.Name, made.Quantization) = (old.Name, old.Quantization);
            made.Type = made.Type with { Element = old.Type.Element };
            if (!graph.IsUsed(old)) continue;
            if (propagation.Outputs[i] is { IsIdentity: false } p)
            {
                var back = graph.Add(new Transpose(p.Inverse()), [made], $"{old.Name}/back", before: node).Output;
                (back.Name, back.Quantization) = (old.Name, old.Quantization);
                graph.ReplaceUses(old, back);
            }
            else
            {
                graph.ReplaceUses(old, made);
            }
        }
        graph.Remove(node);
        return replacement;
    }

    /// <summary>The value permuted: a constant is permuted at once, a transpose that is there is merged or cancelled.</summary>
    public static Value Permute(ModelGraph graph, Value value, Permutation permutation, Node before)
    {
        if (value.Constant is { } tensor)
            return ModelGraph.NewConstant(value.Name, TensorTranspose.Apply(tensor, permutation), Permute(value.Quantization, permutation));
        if (value.Producer is { Operator: Transpose first } producer)
        {
            var merged = first.Permutation.Then(permutation);
            if (merged.IsIdentity) return producer.Input(0);
            return Transposed(graph, producer.Input(0), merged, before);
        }
        return Transposed(graph, value, permutation, before);
    }

    // Reuses a transpose of the same value that stands before the node already.
    private static Value Transposed(ModelGraph graph, Value value, Permutation permutation, Node before)
    {
        var op = new Transpose(permutation);
        foreach (var use in value.Uses)
        {
            if (use.Node.Operator is Transpose other && other == op && graph.IsBefore(use.Node, before)) return use.Node.Output;
        }
        var output = graph.Add(op, [value], $"{value.Name}/transposed", before).Output;
        output.Quantization = Permute(value.Quantization, permutation);
        return output;
    }

    private static Core.QuantizationParameters? Permute(Core.QuantizationParameters? quantization, Permutation permutation) =>
        quantization is { IsPerAxis: true } ? quantization with { Axis = permutation.NewAxis(quantization.Axis) } : quantization;
}
