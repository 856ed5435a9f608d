using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// op[N,…,C](x) → T⁻¹(op[N,C,…](T(x))) for every operator that has its channels last, with kernels [O,I,…], for formats that have them
/// first. The transposes then move to where they cost least (<see cref="MoveTransposesPass"/>), out of the graph at its inputs and outputs
/// (<see cref="BoundaryTransposesPass"/>), and into the weights behind a flatten. A network that has its channels first is left alone.
/// </summary>
public sealed class ChannelsFirstPass : IGraphPass
{
    private static readonly IGraphPass[] s_after =
    [
        new MoveTransposesPass { Layout = ChannelLayout.ChannelsFirst }, new BoundaryTransposesPass(), new FullyConnectedLayoutPass(),
        new TransposesToReshapesPass(),
    ];

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            TurnKernel(graph, node);
            if (node.Operator is not IChannelLayout { Layout: ChannelLayout.ChannelsLast }
                || node.OptionalInput(0)?.Type.Shape is not { Rank: > 2 } shape)
            {
                continue;
            }
            changed |= AxisMoves.Place(graph, node, ChannelLayouts.ToChannelsLast(shape.Rank).Inverse());
        }
        if (!changed) return false;
        foreach (var pass in s_after) pass.Run(graph);
        return true;
    }

    private static void TurnKernel(ModelGraph graph, Node node)
    {
        var (kernel, turned) = node.Operator switch
        {
            Convolution op => (op.Kernel, (Operator)(op with { Kernel = KernelLayout.OutputInputSpatial })),
            TransposeConvolution op => (op.Kernel, op with { Kernel = KernelLayout.OutputInputSpatial }),
            _ => (KernelLayout.OutputInputSpatial, node.Operator),
        };
        if (kernel == KernelLayout.OutputInputSpatial || node.Input(1).Type.Shape is not { } shape) return;
        var permutation = KernelShape.Between(kernel, KernelLayout.OutputInputSpatial, shape.Rank);
        node.Operator = turned;
        node.SetInput(1, AxisMoves.Permute(graph, node.Input(1), permutation, node));
    }
}
