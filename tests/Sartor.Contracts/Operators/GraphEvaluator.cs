using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Operators;

/// <summary>
/// Evaluates small graphs node by node: the operators' own reference evaluation, and plain loops for windows. Every index is
/// computed from the layout's definition, so that a pass which changes layouts is checked against something that knows none of them.
/// </summary>
public static class GraphEvaluator
{
    public static Tensor[] Run(ModelGraph graph, params Tensor[] inputs)
    {
        var values = new Dictionary<Value, Tensor>();
        for (var i = 0; i < inputs.Length; i++) values[graph.Inputs[i]] = Boundary(inputs[i], graph.Inputs[i].BoundaryPermutation);
        foreach (var node in graph.Nodes)
        {
            var results = Evaluate(node, [.. node.Inputs.Select(v => v is null ? null : v.Constant ?? values[v])]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                results[i].Shape.ShouldBe(node.Outputs[i].Type.Shape, node.ToString());
                values[node.Outputs[i]] = results[i];
            }
        }
        return [.. graph.Outputs.Select(o => Boundary(o.Constant ?? values[o], o.BoundaryPermutation?.Inverse()))];
    }

    private static IReadOnlyList<Tensor> Evaluate(Node node, Tensor?[] operands)
    {
        if (WindowReference.Evaluate(node.Operator, operands) is { } window) return [window];
        return node.Operator.Evaluate(operands) ?? throw new InvalidOperationException($"{node} has no evaluation");
    }

    private static Tensor Boundary(Tensor tensor, Permutation? permutation) =>
        permutation is null ? tensor : TensorTranspose.Apply(tensor, permutation);
}
