using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// A grouped convolution that is not depthwise → one convolution for each group between a slice and a concatenation: runtime 2.9 does not
/// load grouped ones. Channels last, kernel [O,I,H,W] or [O,H,W,I], not quantised.
/// </summary>
public sealed class SplitGroupedConvolutionPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Convolution { Layout: ChannelLayout.ChannelsLast, Groups: > 1 } op
                || op.Kernel == KernelLayout.InputSpatialOutput)
            {
                continue;
            }
            if (node.Input(0).Type.Shape is not { } x || x[-1] == op.Groups
                || node.Input(1) is not { Constant: { } kernel, Quantization: null })
            {
                continue;
            }
            if (node.OptionalInput(2) is { Constant: null } or { Quantization: not null }) continue;
            Split(graph, node, op, x, kernel);
            changed = true;
        }
        return changed;
    }

    private static void Split(ModelGraph graph, Node node, Convolution op, Shape x, Tensor kernel)
    {
        long inputs = x[-1] / op.Groups, outputs = kernel.Shape[0] / op.Groups;
        var bias = node.OptionalInput(2)?.Constant?.Reshape(new Shape(kernel.Shape[0]));
        var parts = new Value[op.Groups];
        for (var g = 0; g < parts.Length; g++)
        {
            var starts = new long[x.Rank];
            starts[^1] = g * inputs;
            var sizes = x.With(-1, inputs).Extents.ToEquatableArray();
            var name = $"{node.Name}/group{g}";
            var slice = graph.Add(
                new Slice(starts.ToEquatableArray(), sizes, Enumerable.Repeat(1L, x.Rank).ToEquatableArray()), [node.Input(0)],
                $"{name}/input", before: node).Output;
            // Of hundreds of groups: their long names would be a good part of the file.
            slice.Name = "";
            var weights = ModelGraph.NewConstant("", Rows(kernel, g * outputs, outputs));
            var offset = bias is null ? null : ModelGraph.NewConstant("", Rows(bias, g * outputs, outputs));
            parts[g] = graph.Add(op with { Groups = 1 }, [slice, weights, offset], name, before: node).Output;
        }
        var joined = graph.Add(new Concat(x.Rank - 1), parts, node.Name, before: node).Output;
        joined.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, joined);
        graph.Remove(node);
    }

    private static Tensor Rows(Tensor tensor, long start, long count)
    {
        var bytes = tensor.Data.Length / tensor.Shape[0];
        return new Tensor(tensor.Element, tensor.Shape.With(0, count), tensor.Data.Slice((int)(start * bytes), (int)(count * bytes)));
    }
}
