using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// DepthToSpace[C,B,B](x) → DepthToSpace[B,B,C](x with its channels in another order). A convolution that computes x for no other reader
/// gets its kernels in that order (Shi et al., arXiv 1609.05158); otherwise a gather reorders x.
/// </summary>
public sealed class PixelShufflePass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not DepthToSpace { ChannelMajor: true } op || node.Input(0).Type.Shape is not { } x) continue;
            var axis = op.Layout.ChannelAxis(x.Rank);
            var order = Order(x[axis], op.BlockSize);
            if (!ReorderKernels(graph, node.Input(0), order))
            {
                graph.InsertBefore(
                    new Use(node, 0), new Gather(axis), $"{node.Name}/channels", ModelGraph.NewConstant($"{node.Name}/order", order));
            }
            node.Operator = op with { ChannelMajor = false };
            changed = true;
        }
        return changed;
    }

    /// <summary>At place b·C + c of [B²,C] the index c·B² + b of [C,B²].</summary>
    private static Tensor Order(long channels, long blockSize)
    {
        long blocks = blockSize * blockSize, groups = channels / blocks;
        var order = new int[checked((int)channels)];
        for (var i = 0; i < order.Length; i++) order[i] = checked((int)((i % groups * blocks) + (i / groups)));
        return Tensor.Vector<int>(order);
    }

    private static bool ReorderKernels(ModelGraph graph, Value x, Tensor order)
    {
        if (x.Producer is not { Operator: Convolution { Groups: 1, Kernel: KernelLayout.OutputInputSpatial } } conv) return false;
        if (!graph.HasOneUse(x) || !IsPlain(conv.Input(1)) || (conv.OptionalInput(2) is { } bias && !IsPlain(bias))) return false;
        for (var i = 1; i < conv.Inputs.Count; i++)
        {
            if (conv.OptionalInput(i) is not { } value) continue;
            conv.SetInput(i, ModelGraph.NewConstant(value.Name, new Gather(0).Evaluate([value.Constant, order])!.Value[0]));
        }
        return true;
    }

    private static bool IsPlain(Value value) =>
        value is { Constant: not null, Quantization: null } && ElementCopy.Works(value.Type.Element);
}
