using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Copies graphs; operators and tensors, being immutable, are shared.</summary>
public static class GraphClone
{
    /// <summary>A graph with nodes and values of its own.</summary>
    public static ModelGraph Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var copy = new ModelGraph(graph.Name) { Source = graph.Source };
        copy.Diagnostics.AddRange(graph.Diagnostics);
        var values = new Dictionary<Value, Value>();
        foreach (var input in graph.Inputs) values[input] = CopyFacts(input, copy.AddInput(input.Name, input.Type));
        foreach (var node in graph.Nodes) Append(copy, node, values);
        foreach (var output in graph.Outputs) copy.Outputs.Add(Map(values, output));
        return copy;
    }

    /// <summary>
    /// What of a graph is understood: the nodes that were read and whose shapes are known. What others give becomes an input, and what
    /// others read becomes an output.
    /// </summary>
    public static ModelGraph OfUnderstood(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var copy = new ModelGraph(graph.Name) { Source = graph.Source };
        var values = new Dictionary<Value, Value>();
        var open = new HashSet<Value>(graph.Outputs);
        foreach (var input in graph.Inputs.Where(IsKnown)) values[input] = CopyFacts(input, copy.AddInput(input.Name, input.Type));
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is not OpaqueOperator && node.Inputs.All(v => v is null || IsKnown(v)) && node.Outputs.All(IsKnown))
            {
                Append(copy, node, values);
                continue;
            }
            open.UnionWith(node.Inputs.OfType<Value>());
            foreach (var output in node.Outputs.Where(IsKnown))
                values[output] = CopyFacts(output, copy.AddInput(output.Name, output.Type));
        }
        foreach (var output in open)
        {
            if (values.TryGetValue(output, out var made)) copy.Outputs.Add(made);
        }
        copy.Inputs.RemoveAll(v => v.Uses.Count == 0);
        return copy;
    }

    private static bool IsKnown(Value value) => value.Type.Shape is not null && value.Type.Element != ElementType.Unknown;

    private static void Append(ModelGraph copy, Node node, Dictionary<Value, Value> values)
    {
        var inputs = node.Inputs.Select(v => v is null ? null : Map(values, v)).ToArray();
        var outputs = node.Outputs.Select(o => o.Name).ToArray();
        var made = copy.Append(node.Operator, inputs, node.Name, node.OutputTypes, outputs);
        (made.NeedsFloat, made.Origin, made.Obstacle) = (node.NeedsFloat, node.Origin, node.Obstacle);
        for (var i = 0; i < outputs.Length; i++) values[node.Outputs[i]] = CopyFacts(node.Outputs[i], made.Outputs[i]);
    }

    private static Value Map(Dictionary<Value, Value> values, Value value)
    {
        if (values.TryGetValue(value, out var copy)) return copy;
        if (value.Constant is not { } tensor) throw new InvalidOperationException($"'{value.Name}' is used before it is defined");
        return values[value] = ModelGraph.NewConstant(value.Name, tensor, value.Quantization);
    }

    private static Value CopyFacts(Value from, Value to)
    {
        (to.Type, to.Quantization, to.BoundaryPermutation) = (from.Type, from.Quantization, from.BoundaryPermutation);
        to.PaddedAxis = from.PaddedAxis;
        return to;
    }
}
