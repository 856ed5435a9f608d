using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>Turns the kernels of channels-last convolutions into the layouts that TFLite takes: [O,H,W,I], depthwise [1,H,W,O].</summary>
public sealed class KernelLayoutPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Convolution { Layout: ChannelLayout.ChannelsLast } op || node.Input(0).Type.Shape is not { } x) continue;
            if (op.TFLiteKernel(x[-1]) is not { } layout || layout == op.Kernel) continue;
            var permutation = KernelShape.Between(op.Kernel, layout, x.Rank);
            var kernel = AxisMoves.Permute(graph, node.Input(1), permutation, node);
            node.Operator = op with { Kernel = layout };
            node.SetInput(1, kernel);
            changed = true;
        }
        return changed;
    }
}
