using Sartor.Core;

namespace Sartor.Formats.Onnx;

/// <summary>Puts nodes into an order in which each comes after the producers of its inputs.</summary>
internal static class OnnxNodeOrder
{
    /// <summary>The nodes as they are when they are in order already, else sorted, keeping the file's order where it can.</summary>
    /// <param name="nodes">All nodes of the graph.</param>
    /// <param name="given">Names of inputs and constants.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="ModelFormatException">A value is made twice, is made by nobody, or depends on itself.</exception>
    public static IReadOnlyList<OnnxNode> Sort(IReadOnlyList<OnnxNode> nodes, IReadOnlySet<string> given, string file)
    {
        var producers = Producers(nodes, given, file);
        var isSorted = true;
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs)
            {
                if (input.Length == 0 || given.Contains(input)) continue;
                if (!producers.TryGetValue(input, out var producer))
                    throw new ModelFormatException(
                        file, Place(nodes[i]),
                        $"reads '{input}', which is not the output of a node, an input or a constant; the file is damaged, export "
                        + "it again");
                isSorted &= producer < i;
            }
        }
        return isSorted ? nodes : Reorder(nodes, producers, file);
    }

    private static Dictionary<string, int> Producers(IReadOnlyList<OnnxNode> nodes, IReadOnlySet<string> given, string file)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var output in nodes[i].Outputs)
            {
                if (output.Length > 0 && (given.Contains(output) || !producers.TryAdd(output, i)))
                    throw new ModelFormatException(
                        file, Place(nodes[i]), $"makes '{output}', which exists already; the file is damaged, export it again");
            }
        }
        return producers;
    }

    // Kahn's algorithm; the least index of those that are ready comes first.
    private static List<OnnxNode> Reorder(IReadOnlyList<OnnxNode> nodes, Dictionary<string, int> producers, string file)
    {
        var waiting = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs)
            {
                if (!producers.TryGetValue(input, out var producer)) continue;
                waiting[i]++;
                (readers[producer] ??= []).Add(i);
            }
        }
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Count).Where(i => waiting[i] == 0).Select(i => (i, i)));
        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0) ready.Enqueue(reader, reader);
            }
        }
        if (sorted.Count == nodes.Count) return sorted;
        var stuck = nodes[Array.FindIndex(waiting, w => w > 0)];
        throw new ModelFormatException(file, Place(stuck), "is part of a cycle; the file is damaged, export it again");
    }

    private static string Place(OnnxNode node) => $"node '{node.Label}' ({node.Type})";
}
