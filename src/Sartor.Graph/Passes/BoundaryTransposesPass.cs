using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Takes transposes at inputs and outputs out of the graph: the caller feeds and gets the permuted tensor, and
/// <see cref="Value.BoundaryPermutation"/> says how. An image network then takes [N,H,W,C], as its format expects.
/// </summary>
public sealed class BoundaryTransposesPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        for (var i = 0; i < graph.Inputs.Count; i++) changed |= AbsorbInput(graph, i);
        for (var i = 0; i < graph.Outputs.Count; i++) changed |= AbsorbOutput(graph, i);
        return graph.RemoveUnused() > 0 || changed;
    }

    private static bool AbsorbInput(ModelGraph graph, int index)
    {
        var input = graph.Inputs[index];
        if (input.Uses.Count == 0 || graph.Outputs.Contains(input) || input.BoundaryPermutation is not null) return false;
        if (input.Uses[0].Node.Operator is not Transpose { Permutation: var permutation }) return false;
        if (input.Uses.Any(u => u.Node.Operator is not Transpose other || other.Permutation != permutation)) return false;
        if (input.Uses.Any(u => graph.Outputs.Contains(u.Node.Output))) return false;
        var transposes = input.Uses.Select(u => u.Node).ToArray();
        var fed = graph.ReplaceInput(index, input.Type with { Shape = permutation.Apply(input.Type.Shape!) });
        fed.BoundaryPermutation = permutation;
        fed.Quantization = input.Quantization;
        foreach (var transpose in transposes)
        {
            graph.ReplaceUses(transpose.Output, fed);
            graph.Remove(transpose);
        }
        return true;
    }

    private static bool AbsorbOutput(ModelGraph graph, int index)
    {
        var output = graph.Outputs[index];
        if (output.Producer is not { Operator: Transpose { Permutation: var permutation } } node) return false;
        var inner = node.Input(0);
        if (inner.Producer is null || graph.Outputs.Contains(inner) || output.Uses.Count > 0 || graph.Outputs.Count(o => o == output) > 1)
            return false;
        inner.Name = output.Name;
        inner.BoundaryPermutation = permutation.Inverse();
        graph.Outputs[index] = inner;
        return true;
    }
}
