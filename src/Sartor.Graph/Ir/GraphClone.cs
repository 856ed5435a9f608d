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
        foreach (var node in graph.Nodes)
        {
            var inputs = node.Inputs.Select(v => v is null ? null : Map(values, v)).ToArray();
            var outputs = node.Outputs.Select(o => o.Name).ToArray();
            var made = copy.Append(node.Operator, inputs, node.Name, node.OutputTypes, outputs);
            made.NeedsFloat = node.NeedsFloat;
            for (var i = 0; i < outputs.Length; i++) values[node.Outputs[i]] = CopyFacts(node.Outputs[i], made.Outputs[i]);
        }
        foreach (var output in graph.Outputs) copy.Outputs.Add(Map(values, output));
        return copy;
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
        return to;
    }
}
