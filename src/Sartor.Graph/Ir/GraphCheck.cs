namespace Sartor.Graph.Ir;

/// <summary>The invariants of a graph; tests run it after each pass.</summary>
public static class GraphCheck
{
    /// <summary>
    /// Throws when use lists, producers or the order of nodes are inconsistent, or inferred types differ from the stored ones.
    /// </summary>
    /// <exception cref="InvalidOperationException">An invariant is broken; the message names the node.</exception>
    public static void Verify(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var defined = new HashSet<Value>(graph.Inputs);
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is not { } input) continue;
                if (input.Constant is null && !defined.Contains(input))
                    throw Broken(node, $"input {i} '{input.Name}' is not defined before it");
                if (!input.Uses.Contains(new Use(node, i))) throw Broken(node, $"input {i} '{input.Name}' does not know its use");
                if (input.Constant is { } tensor && tensor.Type != input.Type)
                    throw Broken(node, $"constant '{input.Name}' is {tensor.Type}, its value {input.Type}");
            }
            var types = Inference.Run(node.Operator, node.Inputs, graph.Name, node.Name);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                var output = node.Outputs[i];
                if (output.Producer != node || output.ProducerIndex != i) throw Broken(node, $"output {i} has another producer");
                if (output.Type.Shape != types[i].Shape) throw Broken(node, $"output {i} is {output.Type}, inferred {types[i]}");
                if (output.Uses.Any(u => !graph.Nodes.Contains(u.Node))) throw Broken(node, $"output {i} is used by a removed node");
                defined.Add(output);
            }
        }
        foreach (var output in graph.Outputs)
        {
            if (output.Constant is null && !defined.Contains(output))
                throw new InvalidOperationException($"{graph.Name}: output '{output.Name}' is not defined");
        }
    }

    private static InvalidOperationException Broken(Node node, string problem) => new($"{node}: {problem}");
}
