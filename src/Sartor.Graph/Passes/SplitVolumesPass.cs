using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// Windows over three axes in terms of two, between reshapes, for [N,D,H,W,C]. A pooling is one over H and W of [N·D,H,W,C], then one over
/// D of [N,D,H·W,C], as maxima and means are separable. A convolution is one over H and W of the slices that the depth of the kernel
/// reaches, side by side as channels; with groups it is the sum of one convolution for each slice. Constant kernel [O,I,D,H,W], not
/// quantised.
/// </summary>
public sealed class SplitVolumesPass : IGraphPass
{
    private const int SpatialRank = 3;

    // Elements of the kernel along the depth; more are refused by name.
    private const long MostSlices = 64;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.OptionalInput(0) is not { Type.Shape: { } x, Quantization: null } || x.ElementCount == 0) continue;
            var result = node.Operator switch
            {
                Pooling { Layout: ChannelLayout.ChannelsLast, SpatialRank: SpatialRank, Activation: Activation.None } op =>
                    Pool(graph, node, op),
                Convolution
                {
                    Layout: ChannelLayout.ChannelsLast, SpatialRank: SpatialRank, Activation: Activation.None,
                    Kernel: KernelLayout.OutputInputSpatial
                } op when node.Input(1) is { Constant: { } kernel, Quantization: null } && kernel.Shape[2] <= MostSlices =>
                    Convolve(graph, node, op, kernel),
                _ => null,
            };
            if (result is null) continue;
            Replace(graph, node, result);
            changed = true;
        }
        return changed;
    }

    /// <summary>A function of each element that alone reads the result comes before the reshape, where it can be fused.</summary>
    private static void Replace(ModelGraph graph, Node node, Value planes)
    {
        var shape = node.Output.Type.Shape!;
        var last = node;
        while (graph.HasOneUse(last.Output) && last.Output.Uses[0].Node is { Operator: ElementwiseUnary } next
            && next.Output.Type == node.Output.Type && next.Output.Quantization is null)
        {
            planes.Name = $"{last.Output.Name}/planes";
            planes = graph.Add(next.Operator, [planes], next.Name, before: node).Output;
            last = next;
        }
        planes.Name = $"{last.Output.Name}/planes";
        var back = Reshaped(graph, node, planes, [.. shape.Extents], "volume");
        back.Name = last.Output.Name;
        graph.ReplaceUses(last.Output, back);
        while (last != node)
        {
            var before = last.Input(0).Producer!;
            graph.Remove(last);
            last = before;
        }
        graph.Remove(node);
    }

    private static Value Pool(ModelGraph graph, Node node, Pooling op)
    {
        var x = node.Input(0);
        Shape from = x.Type.Shape!, to = node.Output.Type.Shape!;
        var planes = op with
        {
            Kernel = Last(op.Kernel),
            Strides = Last(op.Strides),
            Dilations = Last(op.Dilations),
            PadsBefore = Last(op.PadsBefore),
            PadsAfter = Last(op.PadsAfter),
        };
        var depth = op with
        {
            Kernel = First(op.Kernel, 1),
            Strides = First(op.Strides, 1),
            Dilations = First(op.Dilations, 1),
            PadsBefore = First(op.PadsBefore, 0),
            PadsAfter = First(op.PadsAfter, 0),
        };
        // Something has to compute the output.
        if (!IsIdle(planes) || IsIdle(depth))
        {
            x = Reshaped(graph, node, x, [from[0] * from[1], from[2], from[3], from[4]], "planes");
            x = graph.Add(planes, [x], $"{node.Name}/plane", before: node).Output;
        }
        if (IsIdle(depth)) return x;
        x = Reshaped(graph, node, x, [from[0], from[1], to[2] * to[3], to[4]], "depths");
        return graph.Add(depth, [x], $"{node.Name}/depth", before: node).Output;
    }

    private static Value Convolve(ModelGraph graph, Node node, Convolution op, Tensor kernel)
    {
        Shape from = node.Input(0).Type.Shape!, to = node.Output.Type.Shape!;
        var planes = op with
        {
            Strides = Last(op.Strides),
            Dilations = Last(op.Dilations),
            PadsBefore = Last(op.PadsBefore),
            PadsAfter = Last(op.PadsAfter),
        };
        var slices = Slices(graph, node, op, kernel.Shape[2], to[1]);
        Value Convolved(Value x, Tensor weights, Value? bias, string name)
        {
            x = Reshaped(graph, node, x, [from[0] * to[1], from[2], from[3], x.Type.Shape![-1]], name);
            var constant = ModelGraph.NewConstant($"{node.Input(1).Name}/{name}", weights);
            return graph.Add(planes, [x, constant, bias], $"{node.Name}/{name}", before: node).Output;
        }
        if (op.Groups == 1)
        {
            var joined = slices is [var only] ? only : graph.Add(new Concat(3), slices, $"{node.Name}/slices", before: node).Output;
            return Convolved(joined, KernelSlices.SideBySide(kernel), node.OptionalInput(2), "plane");
        }
        Value? sum = null;
        for (var k = 0; k < slices.Length; k++)
        {
            var part = Convolved(slices[k], KernelSlices.At(kernel, k), k == 0 ? node.OptionalInput(2) : null, $"slice{k}");
            sum = sum is null ? part : graph.Add(new Add(), [sum, part], $"{node.Name}/sum{k}", before: node).Output;
        }
        return sum!;
    }

    /// <summary>The planes [N,D',H·W,C] that each element of the kernel's depth meets.</summary>
    private static Value[] Slices(ModelGraph graph, Node node, Convolution op, long kernel, long count)
    {
        var from = node.Input(0).Type.Shape!;
        var x = Reshaped(graph, node, node.Input(0), [from[0], from[1], from[2] * from[3], from[4]], "depths");
        if (op.PadsBefore[0] > 0 || op.PadsAfter[0] > 0)
        {
            var pad = new Pad(PadMode.Constant, [0, op.PadsBefore[0], 0, 0], [0, op.PadsAfter[0], 0, 0], 0);
            x = graph.Add(pad, [x], $"{node.Name}/pad", before: node).Output;
        }
        var whole = x.Type.Shape!;
        var slices = new Value[kernel];
        for (var k = 0; k < slices.Length; k++)
        {
            var slice = new Slice(
                [0, k * op.Dilations[0], 0, 0], whole.With(1, count).Extents.ToEquatableArray(),
                [1, count > 1 ? op.Strides[0] : 1, 1, 1]);
            slices[k] = whole[1] == count ? x : graph.Add(slice, [x], $"{node.Name}/depth{k}", before: node).Output;
        }
        return slices;
    }

    private static bool IsIdle(Pooling op) => op.Kernel.Items.Concat(op.Strides.Items).All(v => v == 1)
        && op.PadsBefore.Items.Concat(op.PadsAfter.Items).All(p => p == 0);

    private static EquatableArray<long> First(EquatableArray<long> spatial, long unit) => [spatial[0], unit];

    private static EquatableArray<long> Last(EquatableArray<long> spatial) => [spatial[1], spatial[2]];

    private static Value Reshaped(ModelGraph graph, Node node, Value value, long[] extents, string name) =>
        value.Type.Shape!.Extents.SequenceEqual(extents)
            ? value
            : graph.Add(new Reshape(extents.ToEquatableArray()), [value], $"{node.Name}/{name}", before: node).Output;
}
