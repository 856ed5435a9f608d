using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// x · s + t a channel → a depthwise 1×1 convolution, where no convolution before it takes both (a normalisation before an
/// activation, as in DenseNet). One kernel instead of two, and in int8 a scale for each channel instead of one for all.
/// </summary>
public sealed class AffineToDepthwisePass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Mul { Activation: Activation.None } || node.Inputs.Count != 2 || node.Outputs.Count == 0
                || !graph.HasOneUse(node.Output))
            {
                continue;
            }
            var next = node.Output.Uses[0].Node;
            if (next.Operator is not Add { Activation: var activation }) continue;
            var x = node.Input(0).Constant is null ? node.Input(0) : node.Input(1);
            if (x is not { Constant: null, Type: { Element: ElementType.Float32, Shape: { Rank: 4 } shape } }) continue;
            if (ChannelAffine.Of(node, x, 3) is not { } scale || ChannelAffine.Of(next, node.Output, 3) is not { } offset) continue;
            Replace(graph, next, x, shape[3], scale.Then(offset), activation);
            changed = true;
        }
        return graph.RemoveUnused() > 0 || changed;
    }

    private static void Replace(ModelGraph graph, Node last, Value x, long channels, ChannelAffine affine, Activation activation)
    {
        var kernel = Tensor.Create(new Shape(1, 1, 1, channels), Array.ConvertAll(affine.Scale, v => (float)v));
        var bias = Tensor.Create(new Shape(channels), Array.ConvertAll(affine.Offset, v => (float)v));
        // One channel is one group: the plain convolution, whose [1,1,1,1] kernel is the same.
        var layout = channels == 1 ? KernelLayout.OutputSpatialInput : KernelLayout.InputSpatialOutput;
        var op = new Convolution(ChannelLayout.ChannelsLast, layout, channels, [1, 1], [1, 1], [0, 0], [0, 0], activation);
        var made = graph.Add(
            op, [x, ModelGraph.NewConstant($"{last.Name}/scale", kernel), ModelGraph.NewConstant($"{last.Name}/offset", bias)], last.Name,
            before: last).Output;
        made.Name = last.Output.Name;
        graph.ReplaceUses(last.Output, made);
        graph.Remove(last);
    }
}
