using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>The layers of a lowered graph that int8 would compute with integers, and how people name them.</summary>
internal static class Int8Layers
{
    /// <summary>The layers in the order of execution.</summary>
    public static IReadOnlyList<Int8Layer> Of(ModelGraph lowered, BindingTable bindings)
    {
        var draft = new Int8Draft(lowered, new Dictionary<string, ActivationStatistics>(), bindings);
        return
        [
            .. lowered.Nodes.Where(node => draft.Rule(node) is not (Int8Rule.Float or Int8Rule.SameAsInput))
                .Select(node => new Int8Layer(node.Name, node.Operator.Name, node.Outputs[0].Name)),
        ];
    }

    /// <summary>
    /// The outputs of the nodes that names stand for. A name is that of a node or of a tensor that it gives, in the source or in the
    /// lowered graph: what a node of the source became is all of it.
    /// </summary>
    /// <param name="names">As they were typed.</param>
    /// <param name="source">The graph that was lowered.</param>
    /// <param name="lowered">What it became.</param>
    /// <exception cref="OptionException">There is no such node; the message has the nearest name.</exception>
    public static IReadOnlySet<string> Named(IEnumerable<string> names, ModelGraph source, ModelGraph lowered)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var nodes = Find(name, source, lowered);
            if (nodes.Count == 0)
            {
                var known = lowered.Nodes.Concat(source.Nodes).SelectMany(node => node.Outputs.Select(o => o.Name).Prepend(node.Name));
                throw new OptionException("float-layers", $"there is no node or tensor '{name}'{Suggestion.Text(name, known)}; "
                    + "`sartor quantize --sensitivity` lists the layers");
            }
            found.UnionWith(nodes.Select(node => node.Outputs[0].Name));
        }
        return found;
    }

    private static IReadOnlyList<Node> Find(string name, ModelGraph source, ModelGraph lowered)
    {
        Node[] exact = [.. lowered.Nodes.Where(node => node.Name == name || node.Outputs.Any(o => o.Name == name))];
        if (exact.Length > 0) return exact;
        Node[] parts = [.. lowered.Nodes.Where(node => node.Name.StartsWith(name + "/", StringComparison.Ordinal))];
        var given = source.Nodes.FirstOrDefault(node => node.Name == name || node.Outputs.Any(o => o.Name == name));
        if (given is null || parts.Length > 0) return parts;
        // What was fused gives the tensor of the last node that was fused.
        for (var value = given.Outputs[0]; ; value = value.Uses[0].Node.Outputs[0])
        {
            if (lowered.Nodes.FirstOrDefault(node => node.Outputs.Any(o => o.Name == value.Name)) is { } node) return [node];
            if (value.Uses.Count != 1) return [];
        }
    }
}
