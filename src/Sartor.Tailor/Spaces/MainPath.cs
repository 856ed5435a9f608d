using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Tailor.Spaces;

/// <summary>Divides nodes at the values through which everything flows.</summary>
internal static class MainPath
{
    /// <summary>The parts from one value to another.</summary>
    /// <param name="nodes">All nodes between the two, in the order of the graph; those of constants alone may be among them.</param>
    /// <param name="entry">Where it begins.</param>
    /// <param name="exit">Where it ends.</param>
    public static IReadOnlyList<Part> Parts(IReadOnlyList<Node> nodes, Value entry, Value exit)
    {
        var moving = Moving(nodes, entry);
        var inside = moving.ToHashSet();
        var open = new Dictionary<Value, int> { [entry] = Uses(entry, inside) };
        var parts = new List<Part>();
        var since = new List<Node>();
        foreach (var node in moving)
        {
            since.Add(node);
            foreach (var input in node.Inputs)
            {
                if (input is not null && open.TryGetValue(input, out var uses) && (open[input] = uses - 1) == 0 && input != exit)
                    open.Remove(input);
            }
            foreach (var output in node.Outputs)
            {
                if (Uses(output, inside) is var uses && (uses > 0 || output == exit)) open[output] = uses;
            }
            if (open.Count != 1 || node.Outputs.Count != 1 || !open.ContainsKey(node.Output)) continue;
            parts.Add(Classify(since.ToArray(), entry, node.Output));
            entry = node.Output;
            since.Clear();
        }
        return parts;
    }

    // Nodes that depend on the entry.
    private static List<Node> Moving(IReadOnlyList<Node> nodes, Value entry)
    {
        var values = new HashSet<Value> { entry };
        var moving = new List<Node>();
        foreach (var node in nodes)
        {
            if (!node.Inputs.Any(input => input is not null && values.Contains(input))) continue;
            moving.Add(node);
            values.UnionWith(node.Outputs);
        }
        return moving;
    }

    private static int Uses(Value value, HashSet<Node> inside) => value.Uses.Count(use => inside.Contains(use.Node));

    private static Part Classify(Node[] nodes, Value entry, Value exit)
    {
        var part = new Part(PartKinds.Of(nodes, entry), entry, exit, nodes);
        if (nodes[^1] is { Operator: Add } sum && nodes.Length > 1 && Residual(part, sum) is { Kind: PartKind.Residual } residual)
            return residual;
        return part.Kind == PartKind.Attention ? part with { Heads = PartKinds.HeadsOf(nodes) } : part;
    }

    private static Part Residual(Part part, Node sum)
    {
        Value left = sum.Input(0), right = sum.Input(1);
        if (left.Constant is not null || right.Constant is not null || left == right) return part;
        Node[] before = [.. part.Nodes.SkipLast(1)], ofLeft = Behind(left, before), ofRight = Behind(right, before);
        if (ofLeft.Intersect(ofRight).Any()) return part;
        var ways = new[] { Way(part.Entry, left, ofLeft), Way(part.Entry, right, ofRight) }.OrderByDescending(Weight).ToArray();
        return ways[0].Count == 0 ? part : part with { Kind = PartKind.Residual, Branch = ways[0], Shortcut = ways[1] };
    }

    private static IReadOnlyList<Part> Way(Value entry, Value exit, Node[] nodes) => exit == entry ? [] : Parts(nodes, entry, exit);

    // A shortcut has one layer at most.
    private static int Weight(IReadOnlyList<Part> way) => way.Sum(part => part.HasWeights ? 100 : part.Nodes.Count);

    // The nodes that a value depends on, in their order.
    private static Node[] Behind(Value value, Node[] nodes)
    {
        var needed = new HashSet<Value> { value };
        var found = new Stack<Node>();
        foreach (var node in nodes.Reverse())
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            needed.UnionWith(node.Inputs.Where(input => input is { Constant: null })!);
            found.Push(node);
        }
        return [.. found];
    }
}
