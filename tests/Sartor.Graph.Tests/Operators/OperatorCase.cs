using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>An operator with inputs to try it on.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Inputs">Its inputs; null for one left out.</param>
/// <param name="Passing">How many of the permutations of the first input's axes have to pass.</param>
internal sealed record OperatorCase(Operator Operator, Tensor?[] Inputs, int Passing)
{
    public ModelGraph Graph(out Node node)
    {
        var graph = new ModelGraph("case");
        var values = Inputs.Select((t, i) => t is null ? null : graph.AddInput($"input-{i}", t.Type)).ToArray();
        node = graph.Add(Operator, values, "node");
        graph.Outputs.AddRange(node.Outputs);
        return graph;
    }

    public Tensor?[] Permuted(IReadOnlyList<Permutation?> permutations) =>
        [.. Inputs.Select((t, i) => t is null || permutations[i] is not { } p ? t : TensorTranspose.Apply(t, p))];

    public override string ToString() => $"{Operator} on {string.Join(", ", Inputs.Select(t => t?.ToString() ?? "-"))}";
}
