using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;

namespace Sartor.Graph.Operators.Windows;

/// <summary>
/// Grouped N-dimensional cross-correlation with optional bias: inputs x, kernel, bias [O]. With G groups, x is [N,C,spatial…] or
/// [N,spatial…,C] by <paramref name="Layout"/>. ONNX Conv 1–11; TFLite CONV_2D, DEPTHWISE_CONV_2D.
/// </summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Order of the axes of the kernel.</param>
/// <param name="Groups">Number of groups, ≥ 1; depthwise when it equals C.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">Zeros before, one ≥ 0 a spatial axis.</param>
/// <param name="PadsAfter">Zeros after, one ≥ 0 a spatial axis.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed record Convolution(
    ChannelLayout Layout,
    KernelLayout Kernel,
    long Groups,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Operator, IFusedActivation, IChannelLayout
{
    public override string Name => Groups > 1 ? "GroupedConvolution" : nameof(Convolution);

    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>Number of spatial axes.</summary>
    public int SpatialRank => Strides.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, SpatialRank + 2, SpatialRank + 2);
        var kernel = KernelShape.Of(Kernel, inputs.Shape(1, SpatialRank + 2, SpatialRank + 2), Groups);
        var channels = x[Layout.ChannelAxis(x.Rank)];
        if (channels != kernel.InputsPerGroup * Groups)
            inputs.Fail(
                $"the input {x} has {channels} channels, the kernel {inputs.Shape(1)} with {Groups} groups takes "
                + $"{kernel.InputsPerGroup * Groups}");
        if (kernel.Outputs % Groups != 0) inputs.Fail($"{kernel.Outputs} output channels do not divide into {Groups} groups");
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != kernel.Outputs)
            inputs.Fail($"the bias is {inputs.Shape(2)} for {kernel.Outputs} output channels");
        var extents = x.Extents.ToArray();
        extents[Layout.ChannelAxis(x.Rank)] = kernel.Outputs;
        for (var i = 0; i < SpatialRank; i++)
        {
            var axis = Layout.SpatialAxis(i);
            extents[axis] = Window.Extent(
                x[axis], kernel.Spatial[i], Strides[i], Dilations[i], PadsBefore[i] + PadsAfter[i], ceiling: false);
            if (extents[axis] < 1)
                inputs.Fail($"a kernel of {kernel.Spatial[i]} does not fit into the size {x[axis]} of axis {axis} with its pads");
        }
        return [inputs.Type(0) with { Shape = new Shape(extents) }];
    }

    /// <summary>Result elements × kernel elements behind each: the count of fvcore and torchvision.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs)
    {
        var kernel = KernelShape.Of(Kernel, inputs[1]!.Shape!, Groups);
        return checked(outputs[0].Shape!.ElementCount * kernel.InputsPerGroup * kernel.Spatial.Aggregate(1L, (a, b) => a * b));
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && Layout.After(permutation) is { } layout
            ? new AxisPropagation(
                this with { Layout = layout }, [permutation, .. Enumerable.Repeat<Permutation?>(null, types.Inputs.Count - 1)],
                [permutation])
            : null;

    internal sealed class Onnx() : OnnxBinding<Convolution>("Conv")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var spatial = OnnxKernel.Written(node, op.Layout, op.Kernel, op.Groups, cx);
            var window = new OnnxWindow(spatial, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter);
            cx.Emit(Raw("Conv", [.. window.Attributes(), ("group", op.Groups)]), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(Operator(cx, cx.Shape(1)), cx.Input(0), cx.Input(1), cx.OptionalInput(2))];

        /// <summary>What the attributes of Conv, ConvInteger and QLinearConv say.</summary>
        internal static Convolution Operator(ReadContext cx, Shape kernel)
        {
            var (groups, spatial) = OnnxKernel.Read(cx, kernel);
            var window = OnnxWindow.Read(cx.Raw, spatial, cx.Shape(0));
            return new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, window.Strides, window.Dilations, window.PadsBefore,
                window.PadsAfter);
        }
    }

    /// <summary>
    /// The layout of the kernel that TFLite's operator for this convolution takes: depthwise, or CONV_2D with any number of groups.
    /// </summary>
    /// <param name="channels">Input channels.</param>
    public KernelLayout TFLiteKernel(long channels) =>
        Groups > 1 && Groups == channels ? KernelLayout.InputSpatialOutput : KernelLayout.OutputSpatialInput;

    internal sealed class TFLite() : TFLiteBinding<Convolution>("CONV_2D", "DEPTHWISE_CONV_2D")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            Shape x = cx.Shape(0), kernel = cx.Shape(1);
            if (x.Rank != 4 || kernel.Rank != 4) cx.Fail($"input {x} and kernel {kernel} are not of rank 4");
            if (kernel.ElementCount == 0) cx.Fail($"the kernel {kernel} is empty");
            var depthwise = raw.Type == "DEPTHWISE_CONV_2D";
            long[] strides = [raw.Int("stride_h", 1), raw.Int("stride_w", 1)];
            long[] dilations = [raw.Int("dilation_h_factor", 1), raw.Int("dilation_w_factor", 1)];
            if (strides.Concat(dilations).Any(v => v < 1))
                cx.Fail($"strides {strides[0]}×{strides[1]} or dilations {dilations[0]}×{dilations[1]} are out of range");
            var pads = Enumerable.Range(0, 2).Select(i => TFLitePadding.Read(raw, x[i + 1], kernel[i + 1], strides[i], dilations[i]))
                .ToArray();
            // TFLite's grouped CONV_2D has no attribute: the ratio of channels says it.
            var groups = depthwise ? x[3] : x[3] / kernel[3];
            if (groups < 1) cx.Fail($"input {x} has fewer channels than the kernel {kernel}");
            var op = new Convolution(
                ChannelLayout.ChannelsLast, depthwise ? KernelLayout.InputSpatialOutput : KernelLayout.OutputSpatialInput, groups,
                strides.ToEquatableArray(), dilations.ToEquatableArray(),
                pads.Select(p => p.Before).ToEquatableArray(), pads.Select(p => p.After).ToEquatableArray(), TFLiteActivations.Read(raw));
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Convolution)node.Operator;
            Shape x = node.Input(0).Type.Shape!, kernel = node.Input(1).Type.Shape!;
            var depthwise = op.Kernel == KernelLayout.InputSpatialOutput;
            var fits = op.SpatialRank == 2 && op.Layout == ChannelLayout.ChannelsLast
                && (depthwise ? op.Groups == x[3] : op.Kernel == KernelLayout.OutputSpatialInput);
            if (!fits) cx.Fail(node, Refusal(op));
            var shape = KernelShape.Of(op.Kernel, kernel, op.Groups);
            if (TFLitePadding.Code([x[1], x[2]], shape.Spatial, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter) is not { } padding)
            {
                cx.Fail(node, $"pads {op.PadsBefore}/{op.PadsAfter} are neither SAME nor VALID");
                return;
            }
            var attributes = new Dictionary<string, object>
            {
                ["padding"] = padding,
                ["stride_h"] = op.Strides[0],
                ["stride_w"] = op.Strides[1],
                ["dilation_h_factor"] = op.Dilations[0],
                ["dilation_w_factor"] = op.Dilations[1],
                [TFLiteActivations.Attribute] = TFLiteActivations.Code(op.Activation),
            };
            if (depthwise) attributes["depth_multiplier"] = shape.Outputs / op.Groups;
            var raw = RawNode.Of("tflite", depthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D", Version(node, depthwise, op), attributes);
            var inputs = TFLiteBias.Inputs(node, cx, shape.Outputs);
            if (!depthwise && op.Groups > 1 && !cx.Computes(raw, inputs, node.Outputs)) cx.Fail(node, Refusal(op));
            cx.Emit(raw, inputs, node.Outputs);
        }

        private static string Refusal(Convolution op) =>
            $"CONV_2D takes 2 spatial axes, channels last and one group or one a channel, not {op.SpatialRank} axes and {op.Groups} groups";

        // Versions by tensorflow/lite/tools/versioning/op_version.cc: int8 3, int16 4 (depthwise 5), hybrid 2 (depthwise 4), hybrid per
        // channel 5 (depthwise 6), dilated depthwise 2.
        private static long Version(Node node, bool depthwise, Convolution op)
        {
            if (node.Input(0).Type.Element == ElementType.Int8) return 3;
            if (node.Input(0).Type.Element == ElementType.Int16) return depthwise ? 5 : 4;
            if (node.Input(1).Type.Element == ElementType.Int8)
                return node.Input(1).Quantization is { IsPerAxis: true } ? depthwise ? 6 : 5 : depthwise ? 4 : 2;
            return depthwise && op.Dilations.Items.Any(d => d > 1) ? 2 : 1;
        }
    }
}
