using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>Walks from a value back to the values before it that are known.</summary>
internal sealed class RegionWalk
{
    private readonly Dictionary<Node, int> _places = [];

    /// <param name="graph">The graph of the values.</param>
    public RegionWalk(ModelGraph graph)
    {
        foreach (var node in graph.Nodes) _places[node] = _places.Count;
    }

    /// <summary>Where a value is computed in the order of execution; −1 for inputs.</summary>
    public int Place(Value value) => value.Producer is { } producer ? _places[producer] : -1;

    /// <summary>
    /// The nodes that compute a value from values that are known or are inputs of the graph, in the order of execution, and those values.
    /// </summary>
    /// <param name="value">Where the walk begins; it counts as unknown itself.</param>
    /// <param name="isKnown">Where the walk ends.</param>
    public (IReadOnlyList<Node> Nodes, IReadOnlyList<Value> Before) Behind(Value value, Func<Value, bool> isKnown)
    {
        var (nodes, before) = (new HashSet<Node>(), new HashSet<Value>());
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var next))
        {
            if (next.Producer is not { } producer || !nodes.Add(producer)) continue;
            foreach (var input in producer.Inputs)
            {
                if (input is null or { Constant: not null }) continue;
                if (input.Producer is null || isKnown(input)) before.Add(input);
                else open.Push(input);
            }
        }
        return ([.. nodes.OrderBy(node => _places[node])], [.. before]);
    }
}
