using Sartor.Graph.Ir;

namespace Sartor.Graph.Analysis;

/// <summary>How long activations live when nodes run in the graph's order.</summary>
internal static class Liveness
{
    /// <summary>
    /// The largest sum, over all nodes, of the bytes of values that exist while the node runs: inputs of the graph and outputs of earlier
    /// nodes that this node or a later one reads or that the graph returns, and the node's own outputs. Nothing is reused in place,
    /// constants do not count, and a reshape counts as a copy; an engine may need less. Null where a size is unknown.
    /// </summary>
    public static long? PeakBytes(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var order = graph.Nodes.Select((node, i) => (node, i)).ToDictionary(p => p.node, p => p.i);
        var kept = graph.Outputs.ToHashSet();
        // Bytes that become free after each node.
        var freed = new long[graph.Nodes.Count];
        long live = 0;
        foreach (var input in graph.Inputs)
        {
            if (input.Type.ByteCount is not { } bytes) return null;
            live = checked(live + bytes);
            if (!kept.Contains(input) && input.Uses.Count > 0) freed[input.Uses.Max(u => order[u.Node])] += bytes;
        }
        var peak = live;
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var output in graph.Nodes[i].Outputs)
            {
                if (output.Type.ByteCount is not { } bytes) return null;
                live = checked(live + bytes);
                if (!kept.Contains(output)) freed[output.Uses.Count == 0 ? i : output.Uses.Max(u => order[u.Node])] += bytes;
            }
            peak = Math.Max(peak, live);
            live -= freed[i];
        }
        return peak;
    }
}
