using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// Turns the kernels of channels-last convolutions into the layouts that TFLite takes: [O,H,W,I], depthwise [1,H,W,O], and for
/// transposed convolutions [O,H,W,C].
/// </summary>
public sealed class KernelLayoutPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not IChannelLayout { Layout: ChannelLayout.ChannelsLast }
                || node.OptionalInput(0)?.Type.Shape is not { } x)
            {
                continue;
            }
            changed |= node.Operator switch
            {
                Convolution op =>
                    Turn(
                        graph, node, x.Rank, op.Kernel, op with { Kernel = op.TFLiteKernel(x[-1]) }, op.TFLiteKernel(x[-1])),
                TransposeConvolution { Groups: 1 } op =>
                    Turn(
                        graph, node, x.Rank, op.Kernel, op with { Kernel = KernelLayout.InputSpatialOutput },
                        KernelLayout.InputSpatialOutput),
                _ => false,
            };
        }
        return changed;
    }

    private static bool Turn(ModelGraph graph, Node node, int rank, KernelLayout from, Operator turned, KernelLayout to)
    {
        if (from == to) return false;
        var kernel = AxisMoves.Permute(graph, node.Input(1), KernelShape.Between(from, to, rank), node);
        node.Operator = turned;
        node.SetInput(1, kernel);
        return true;
    }
}
