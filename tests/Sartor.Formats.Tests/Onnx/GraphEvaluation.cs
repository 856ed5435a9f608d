using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Runs a graph by the operators' reference evaluations, and windows by <see cref="WindowReference"/>.</summary>
internal static class GraphEvaluation
{
    /// <summary>
    /// The outputs; null when an operator has no reference evaluation. Types that differ from the inferred ones are problems.
    /// </summary>
    public static IReadOnlyList<Tensor>? Run(
        ModelGraph graph, IReadOnlyDictionary<Value, Tensor> feeds, List<string> problems, string label)
    {
        var values = new Dictionary<Value, Tensor>(feeds);
        Tensor? Of(Value? value) => value is null ? null : value.Constant ?? values[value];
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs.Any(v => v?.Quantization is not null)
                || Evaluate(node.Operator, [.. node.Inputs.Select(Of)]) is not { } results)
            {
                return null;
            }
            for (var i = 0; i < results.Count; i++)
            {
                if (results[i].Type != node.Outputs[i].Type)
                    problems.Add($"{label}: {node} evaluates to {results[i].Type}, inferred {node.Outputs[i].Type}");
                values[node.Outputs[i]] = results[i];
            }
        }
        return [.. graph.Outputs.Select(v => Of(v)!)];
    }

    private static IReadOnlyList<Tensor>? Evaluate(Operator op, IReadOnlyList<Tensor?> operands) =>
        WindowReference.Evaluate(op, operands) is { } window ? [window] : op.Evaluate(operands);
}
