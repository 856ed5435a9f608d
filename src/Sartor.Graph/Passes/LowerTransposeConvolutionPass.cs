using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// Brings transposed convolutions of kernels [C,O/G,spatial…] into the one form that TFLite has: one group, no dilation, pads of
/// a SAME or VALID convolution. With strides of 1 it is a convolution with the kernel turned round. Otherwise groups become transposed
/// convolutions of their own between slices and a concatenation, a dilated kernel gets its zeros, and pads are cut from a VALID result.
/// Not quantised, without an activation; but for the pads, constant kernel and bias.
/// </summary>
public sealed class LowerTransposeConvolutionPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not TransposeConvolution { Activation: Activation.None } op || node.Input(0).Type.Shape is null
                || node.Input(1) is not { Type.Shape: { } kernel, Quantization: null }
                || node.OptionalInput(2) is { Quantization: not null }
                || Lowered(graph, node, op, kernel) is not { } result)
            {
                continue;
            }
            result.Name = node.Output.Name;
            graph.ReplaceUses(node.Output, result);
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }

    private static Value? Lowered(ModelGraph graph, Node node, TransposeConvolution op, Shape kernel)
    {
        var constant = op.Kernel == KernelLayout.OutputInputSpatial && node.OptionalInput(2) is null or { Constant: not null }
            ? node.Input(1).Constant
            : null;
        if (constant is not null && op.Strides.Items.All(s => s == 1)) return Forward(graph, node, op, constant);
        if (op.Groups > 1 || op.Dilations.Items.Any(d => d != 1))
        {
            var splits = constant is not null
                || (op.Kernel == KernelLayout.OutputInputSpatial && op.Dilations.Items.All(d => d == 1) && node.Input(1).Constant is null);
            return splits ? Split(graph, node, op, constant) : null;
        }
        return op.SpatialRank == 2 && op.PaddingCode(node.Input(0).Type.Shape!, kernel) is null
            ? Valid(graph, node, op, node.Input(0), node.Input(1), node.OptionalInput(2), node.Name)
            : null;
    }

    /// <summary>Strides of 1: a convolution that pads by what the kernel reaches beyond the pads that are cut.</summary>
    private static Value Forward(ModelGraph graph, Node node, TransposeConvolution op, Tensor kernel)
    {
        var reach = op.Dilations.Items.Select((d, i) => d * (kernel.Shape[i + 2] - 1)).ToArray();
        long[] before = [.. reach.Select((r, i) => r - op.PadsBefore[i])], after = [.. reach.Select((r, i) => r - op.PadsAfter[i])];
        static EquatableArray<long> Positive(long[] pads) => pads.Select(p => Math.Max(0, p)).ToEquatableArray();
        var conv = new Convolution(
            op.Layout, KernelLayout.OutputInputSpatial, op.Groups, op.Strides, op.Dilations, Positive(before), Positive(after));
        var weights = ModelGraph.NewConstant(node.Input(1).Name, TransposedKernels.Turned(kernel, op.Groups));
        var made = graph.Add(conv, [node.Input(0), weights, node.OptionalInput(2)], node.Name, before: node).Output;
        return Cut(graph, node, op.Layout, made, [.. before.Select(p => Math.Max(0, -p))], node.Output.Type.Shape!, node.Name);
    }

    // A kernel that is no constant has no dilation.
    private static Value Split(ModelGraph graph, Node node, TransposeConvolution op, Tensor? kernel)
    {
        var x = node.Input(0);
        var axis = op.Layout.ChannelAxis(x.Type.Shape!.Rank);
        var dilated = kernel is null ? null : TransposedKernels.Dilated(kernel, op.Dilations);
        var whole = dilated?.Shape ?? node.Input(1).Type.Shape!;
        long inputs = whole[0] / op.Groups, outputs = whole[1];
        var bias = node.OptionalInput(2);
        var one = op with { Groups = 1, Dilations = op.Dilations.Items.Select(_ => 1L).ToEquatableArray() };
        var parts = new Value[op.Groups];
        for (var g = 0; g < parts.Length; g++)
        {
            var name = op.Groups == 1 ? node.Name : $"{node.Name}/group{g}";
            var slice = op.Groups == 1 ? x : Range(graph, node, x, axis, g * inputs, inputs, $"{name}/input");
            var weights = dilated is null
                ? Range(graph, node, node.Input(1), 0, g * inputs, inputs, $"{name}/kernel")
                : ModelGraph.NewConstant($"{name}/kernel", TransposedKernels.Rows(dilated, g * inputs, inputs));
            var offset = bias switch
            {
                null => null,
                { Constant: { } values } => ModelGraph.NewConstant(
                    $"{name}/bias", TransposedKernels.Rows(values.Reshape(new Shape(outputs * op.Groups)), g * outputs, outputs)),
                _ => Range(graph, node, bias, 0, g * outputs, outputs, $"{name}/bias"),
            };
            parts[g] = op.SpatialRank == 2 && one.PaddingCode(slice.Type.Shape!, whole) is null
                ? Valid(graph, node, one, slice, weights, offset, name)
                : graph.Add(one, [slice, weights, offset], name, before: node).Output;
        }
        return parts is [var only] ? only : graph.Add(new Concat(axis), parts, node.Name, before: node).Output;
    }

    /// <summary>
    /// A result of VALID, of which the pads are cut. It may be longer than the windows by less than a stride. What is longer still, or
    /// begins before the windows, comes of zeros around the input.
    /// </summary>
    private static Value Valid(
        ModelGraph graph, Node node, TransposeConvolution op, Value x, Value weights, Value? bias, string name)
    {
        int count = op.SpatialRank, rank = x.Type.Shape!.Rank;
        long[] before = new long[rank], after = new long[rank], starts = new long[count], extra = new long[count];
        for (var i = 0; i < count; i++)
        {
            long stride = op.Strides[i], first = Math.Max(0, -op.PadsBefore[i]), last = Math.Max(0, -op.PadsAfter[i]);
            var axis = op.Layout.SpatialAxis(i);
            before[axis] = (first + stride - 1) / stride;
            after[axis] = last / stride;
            starts[i] = op.PadsBefore[i] + (before[axis] * stride);
            extra[i] = last % stride;
        }
        if (before.Concat(after).Any(p => p > 0))
        {
            var pad = new Pad(PadMode.Constant, before.ToEquatableArray(), after.ToEquatableArray(), 0);
            x = graph.Add(pad, [x], $"{name}/pad", before: node).Output;
        }
        var valid = op with { PadsBefore = new long[count].ToEquatableArray(), PadsAfter = extra.Select(e => -e).ToEquatableArray() };
        var whole = graph.Add(valid, [x, weights, bias], name, before: node).Output;
        var result = node.Output.Type.Shape!.With(op.Layout.ChannelAxis(rank), whole.Type.Shape![op.Layout.ChannelAxis(rank)]);
        return Cut(graph, node, op.Layout, whole, starts, result, name);
    }

    /// <summary>The part of a shape that begins at some spatial places.</summary>
    private static Value Cut(ModelGraph graph, Node node, ChannelLayout layout, Value whole, long[] starts, Shape part, string name)
    {
        if (whole.Type.Shape == part) return whole;
        whole.Name = $"{name}/whole";
        var at = new long[part.Rank];
        for (var i = 0; i < starts.Length; i++) at[layout.SpatialAxis(i)] = starts[i];
        return graph.Add(
            new Slice(at.ToEquatableArray(), part.Extents.ToEquatableArray(), at.Select(_ => 1L).ToEquatableArray()), [whole],
            $"{name}/cut", before: node).Output;
    }

    private static Value Range(ModelGraph graph, Node node, Value x, int axis, long start, long count, string name)
    {
        var shape = x.Type.Shape!;
        var starts = new long[shape.Rank];
        starts[axis] = start;
        var slice = new Slice(
            starts.ToEquatableArray(), shape.With(axis, count).Extents.ToEquatableArray(), starts.Select(_ => 1L).ToEquatableArray());
        return graph.Add(slice, [x], name, before: node).Output;
    }
}
