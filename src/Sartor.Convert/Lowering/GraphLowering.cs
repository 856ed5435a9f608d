using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Lowering;

/// <summary>From a graph of any source to one in the terms of a target.</summary>
internal static class GraphLowering
{
    /// <summary>A lowered copy; the source graph stays as it is.</summary>
    /// <param name="source">A float graph of any source.</param>
    /// <param name="passes">What the target asks for.</param>
    /// <param name="refusals">What the target's writer refuses of a lowered graph; null asks nobody.</param>
    /// <param name="cancellation">Ends the work between two passes.</param>
    /// <exception cref="UnsupportedModelException">
    /// The graph has nodes that Sartor could not read, whose shapes it could not infer, or that the target cannot express, all of which the
    /// message names; or it is quantized already.
    /// </exception>
    public static ModelGraph Run(
        ModelGraph source, PassPipeline passes, Func<ModelGraph, IReadOnlyList<Refusal>>? refusals = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(passes);
        RefuseQuantized(source);
        Refusal[] unread = [.. GraphBuilder.Unread(source), .. Shapeless(source)];
        // What is understood may hold further causes: all of them are told at once.
        var graph = unread.Length == 0 ? GraphClone.Of(source) : GraphClone.OfUnderstood(source);
        if (graph.Nodes.Count > 0) passes.Run(graph, cancellation: cancellation);
        graph.RemoveUnused();
        Refusal[] all = [.. unread, .. refusals?.Invoke(graph) ?? []];
        return all.Length == 0 ? graph : throw new UnsupportedModelException(source.Name, InOrder(source, all));
    }

    private static Refusal[] InOrder(ModelGraph source, Refusal[] refusals)
    {
        var places = new Dictionary<NodeOrigin, int>();
        foreach (var (i, node) in source.Nodes.Index()) places.TryAdd(NodeOrigin.Of(node), i);
        return
        [
            .. refusals.DistinctBy(r => (r.Operator, r.Node))
                .OrderBy(r => places.GetValueOrDefault(new NodeOrigin(r.Operator, r.Node), r.Operator.Length == 0 ? -1 : int.MaxValue)),
        ];
    }

    // Rewriting integers under the name of a float variant would be a label that lies.
    private static void RefuseQuantized(ModelGraph source)
    {
        var values = source.Inputs.Concat(source.Nodes.SelectMany(n => n.Outputs)).Concat(source.Constants);
        if (values.FirstOrDefault(v => v.Quantization is not null && v.Type.Element.IsInteger()) is { } value)
            throw new UnsupportedModelException(source.Name, $"'{value.Name}' ({value.Type})", "is already quantized; convert the "
                + "float network instead");
    }

    // The first nodes of which no shape is known, where that is no node's fault.
    private static IEnumerable<Refusal> Shapeless(ModelGraph source)
    {
        var behind = new HashSet<Node>();
        foreach (var node in source.Nodes)
        {
            var isOpaque = node.Operator is OpaqueOperator;
            if (!isOpaque && node.Outputs.All(v => v.Type.Shape is not null)) continue;
            if (!isOpaque && !node.Inputs.Any(v => v?.Producer is { } producer && behind.Contains(producer)))
                yield return NodeOrigin.Of(node).Refuse("its shape is unknown before it runs; give fixed shapes with --input-shape");
            behind.Add(node);
        }
    }
}
