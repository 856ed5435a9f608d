using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Fields = Sartor.Formats.Onnx.OnnxFields;

namespace Sartor.Formats.Onnx;

/// <summary>A graph that is an attribute of a node, read once and put in place of the node as often as it runs.</summary>
/// <param name="Graph">Its parts.</param>
/// <param name="Used">Names that its nodes or outputs read.</param>
internal sealed record OnnxBranch(OnnxGraph Graph, HashSet<string> Used)
{
    /// <summary>The graph of an attribute; null where the node has none of that name.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attribute">Name of the attribute.</param>
    /// <param name="file">The file.</param>
    /// <param name="budget">Of the file.</param>
    public static OnnxBranch? Of(OnnxNode node, string attribute, SlicedFile file, AllocationBudget budget)
    {
        foreach (var range in node.Attributes)
        {
            var (name, found) = ("", (ByteRange?)null);
            var reader = new ProtoReader(file, range);
            while (reader.Next())
            {
                if (reader.Field == Fields.Attribute.Name) name = reader.Text(budget);
                else if (reader.Field == Fields.Attribute.Graph) found = reader.Bytes();
                else reader.Skip();
            }
            if (name != attribute || found is not { } bytes) continue;
            var graph = OnnxGraph.Read(file, [bytes], budget);
            return new OnnxBranch(
                graph, graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs.Select(o => o.Name)).ToHashSet(StringComparer.Ordinal));
        }
        return null;
    }
}
