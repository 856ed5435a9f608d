using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Lowering;

/// <summary>From a graph of any source to one in the terms of a target.</summary>
internal static class GraphLowering
{
    /// <summary>A lowered copy; the source graph stays as it is.</summary>
    /// <param name="source">A float graph of any source.</param>
    /// <param name="passes">What the target asks for.</param>
    /// <param name="cancellation">Ends the work between two passes.</param>
    /// <exception cref="UnsupportedModelException">The graph has operators that Sartor does not know, or shapes that it could not
    /// infer, or is quantised already; the message names what is in the way.</exception>
    public static ModelGraph Run(ModelGraph source, PassPipeline passes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(passes);
        RefuseOpaque(source);
        RefuseQuantized(source);
        var graph = GraphClone.Of(source);
        passes.Run(graph, cancellation: cancellation);
        graph.RemoveUnused();
        return graph;
    }

    // Rewriting integers under the name of a float variant would be a label that lies.
    private static void RefuseQuantized(ModelGraph source)
    {
        var values = source.Inputs.Concat(source.Nodes.SelectMany(n => n.Outputs)).Concat(source.Constants);
        if (values.FirstOrDefault(v => v.Quantization is not null && v.Type.Element.IsInteger()) is { } value)
            throw new UnsupportedModelException(source.Name, $"'{value.Name}' ({value.Type})", "is already quantized; convert the "
                + "float network instead");
    }

    private static void RefuseOpaque(ModelGraph source)
    {
        var opaque = source.Nodes.Where(n => n.Operator is OpaqueOperator).ToArray();
        if (opaque.Length > 0)
        {
            var kinds = string.Join("; ", opaque.GroupBy(n => n.Operator.Name).Select(g => $"{g.Count()} × {g.Key} "
                + $"({((OpaqueOperator)g.First().Operator).Reason}, first in node '{g.First().Name}')"));
            throw new UnsupportedModelException(source.Name, null, $"cannot be converted because of {kinds}");
        }
        foreach (var node in source.Nodes)
        {
            if (node.OutputTypes.Any(t => t.Shape is null))
                throw new UnsupportedModelException(source.Name, $"node '{node.Name}' ({node.Operator.Name})", "its shape is unknown "
                    + "before it runs; give fixed shapes with --input-shape");
        }
    }
}
