using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>
/// The gradient of a <see cref="Convolution"/> with respect to its input ("deconvolution"): inputs x, kernel, bias [O]. ONNX
/// ConvTranspose 1–22; TFLite TRANSPOSE_CONV.
/// </summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Order of the kernel's axes <em>as the forward convolution has them</em>: its outputs are this one's inputs. ONNX's
/// [C,O/G,spatial…] is <see cref="KernelLayout.OutputInputSpatial"/>, TFLite's [O,spatial…,C] is <see
/// cref="KernelLayout.InputSpatialOutput"/>.</param>
/// <param name="Groups">≥ 1.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">Cut from the result, one a spatial axis.</param>
/// <param name="PadsAfter">Cut from the result, one a spatial axis; negative ones add zeros (ONNX's output_padding).</param>
/// <param name="Activation">Applied to the result.</param>
public sealed partial record TransposeConvolution(
    ChannelLayout Layout,
    KernelLayout Kernel,
    long Groups,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Operator, IFusedActivation, IChannelLayout
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>Number of spatial axes.</summary>
    public int SpatialRank => Strides.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, SpatialRank + 2, SpatialRank + 2);
        var kernel = KernelShape.Of(Kernel, inputs.Shape(1, SpatialRank + 2, SpatialRank + 2), Groups);
        var channelAxis = Layout.ChannelAxis(x.Rank);
        if (x[channelAxis] != kernel.Outputs || kernel.Outputs % Groups != 0)
            inputs.Fail(
                $"the input {x} has {x[channelAxis]} channels, the kernel {inputs.Shape(1)} takes {kernel.Outputs} in {Groups} groups");
        var outputs = checked(kernel.InputsPerGroup * Groups);
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != outputs)
            inputs.Fail($"the bias is {inputs.Shape(2)} for {outputs} output channels");
        var extents = x.Extents.ToArray();
        extents[channelAxis] = outputs;
        for (var i = 0; i < SpatialRank; i++)
        {
            var axis = Layout.SpatialAxis(i);
            extents[axis] = Extent(x[axis], kernel.Spatial[i], Strides[i], Dilations[i]) - PadsBefore[i] - PadsAfter[i];
            if (extents[axis] < 1) inputs.Fail($"the pads {PadsBefore[i]} and {PadsAfter[i]} leave nothing of axis {axis}");
        }
        return [inputs.Type(0) with { Shape = new Shape(extents) }];
    }

    /// <summary>Extent before pads are cut: stride·(input − 1) + dilation·(kernel − 1) + 1.</summary>
    public static long Extent(long input, long kernel, long stride, long dilation) =>
        checked((stride * (input - 1)) + (dilation * (kernel - 1)) + 1);

    /// <summary>Input positions × kernel elements, the count of fvcore.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs)
    {
        var kernel = KernelShape.Of(Kernel, inputs[1]!.Shape!, Groups);
        return checked(inputs[0]!.Shape!.ElementCount * kernel.InputsPerGroup * kernel.Spatial.Aggregate(1L, (a, b) => a * b));
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && Layout.After(permutation) is { } layout
            ? AxisPropagations.FirstInput(this with { Layout = layout }, permutation, types)
            : null;

    internal sealed class Onnx() : OnnxBinding<TransposeConvolution>("ConvTranspose")
    {
        /// <summary>Negative pads after are output_padding.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.PadsBefore.Items.Any(p => p < 0)) cx.Fail(node, $"ConvTranspose adds no elements in front, as pads {op.PadsBefore} ask");
            var spatial = OnnxKernel.Written(node, op.Layout, op.Kernel, op.Groups, cx);
            var after = op.PadsAfter.Select(p => Math.Max(0, p)).ToEquatableArray();
            var extra = op.PadsAfter.Select(p => Math.Max(0, -p)).ToEquatableArray();
            var window = new OnnxWindow(spatial, op.Strides, op.Dilations, op.PadsBefore, after);
            cx.Emit(
                Raw("ConvTranspose", [.. window.Attributes(), ("group", op.Groups), ("output_padding", extra)]), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (groups, spatial) = OnnxKernel.Read(cx, cx.Shape(1));
            // auto_pad is resolved below: here it means the result's extent, not the input's.
            var window = OnnxWindow.Read(cx.Raw with { Attributes = Without(cx.Raw.Attributes, "auto_pad") }, spatial, cx.Shape(0));
            var (before, after) = Pads(cx, window);
            var op = new TransposeConvolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, window.Strides, window.Dilations, before, after);
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }

        private static Dictionary<string, object> Without(IReadOnlyDictionary<string, object> attributes, string name) =>
            attributes.Where(a => a.Key != name).ToDictionary(a => a.Key, a => a.Value);

        // ONNX ConvTranspose: with output_shape (or SAME, where it is input · stride) the total padding follows; SAME_UPPER cuts the
        // smaller half before, everything else the larger.
        private static (EquatableArray<long> Before, EquatableArray<long> After) Pads(ReadContext cx, OnnxWindow window)
        {
            var rank = window.Kernel.Count;
            var mode = cx.Raw.String("auto_pad", "NOTSET");
            var extra = cx.Raw.Ints("output_padding", Enumerable.Repeat(0L, rank).ToEquatableArray());
            var wanted = cx.Raw.Has("output_shape") ? cx.Raw.Ints("output_shape").Items.TakeLast(rank).ToArray() : null;
            if (extra.Count != rank || (wanted is not null && wanted.Length != rank))
                cx.Fail("output_padding or output_shape has the wrong length");
            long[] before = new long[rank], after = new long[rank];
            for (var i = 0; i < rank; i++)
            {
                var input = cx.Shape(0)[i + 2];
                var whole = checked(Extent(input, window.Kernel[i], window.Strides[i], window.Dilations[i]) + extra[i]);
                // Where a stride is longer than the kernel, ONNX Runtime does not lengthen what there is to input · stride.
                var target = wanted?[i]
                    ?? (mode is "SAME_UPPER" or "SAME_LOWER" ? Math.Min(whole, checked(input * window.Strides[i])) : -1);
                if (target < 0)
                {
                    (before[i], after[i]) = mode == "VALID" ? (0, -extra[i]) : (window.PadsBefore[i], window.PadsAfter[i] - extra[i]);
                    continue;
                }
                var total = Math.Max(0, whole - target);
                before[i] = mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
                after[i] = whole - extra[i] - before[i] - target;
            }
            return (before.ToEquatableArray(), after.ToEquatableArray());
        }
    }
}
