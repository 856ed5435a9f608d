using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Lowering;

/// <summary>
/// From a graph of any source to one that TFLite 2.9 can hold in float32: channels last, its kernel layouts, its paddings, fused
/// activations. The order of the passes is their meaning.
/// </summary>
public static class TFLiteLowering
{
    /// <summary>The passes, in the order in which they run.</summary>
    public static PassPipeline Passes { get; } = new(
        new WidenFloatsPass(),
        new ConstantFoldingPass(),
        // Arithmetic of the source's operators in terms of simpler ones, before layouts change.
        new DecomposeBatchNormalizationPass(),
        new DecomposeHardSigmoidPass(),
        new FuseGeluPass(),
        new FoldAffinePass(),
        // Layout: permutations can move only where ranks agree.
        new AlignRanksPass(),
        new ChannelsLastPass(),
        new MoveTransposesPass(),
        new BoundaryTransposesPass(),
        new FullyConnectedLayoutPass(),
        new LastAxisPass(),
        new TransposesToReshapesPass(),
        // What only TFLite asks for.
        new FoldAffinePass(),
        new AffineToDepthwisePass(),
        new SplitGroupedConvolutionPass(),
        new KernelLayoutPass(),
        new ExplicitPaddingPass(),
        new FuseActivationPass(),
        new CoalesceBroadcastPass(),
        new ConstantFoldingPass(),
        new UniqueNamesPass());

    /// <summary>A lowered copy; the source graph stays as it is.</summary>
    /// <param name="source">A graph of any source.</param>
    /// <param name="cancellation">Ends the work between two passes.</param>
    /// <exception cref="UnsupportedModelException">The graph has operators that Sartor does not know, or shapes that it could not
    /// infer.</exception>
    public static ModelGraph Run(ModelGraph source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RefuseOpaque(source);
        RefuseQuantized(source);
        var graph = GraphClone.Of(source);
        Passes.Run(graph, cancellation: cancellation);
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
