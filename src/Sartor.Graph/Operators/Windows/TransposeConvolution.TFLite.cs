using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

public sealed partial record TransposeConvolution
{
    /// <summary>
    /// The padding with which TRANSPOSE_CONV computes this, or null where it does not. The runtime takes the convolution that this is the
    /// gradient of: that one has to lead from the result's extents to the input's. XNNPACK writes beyond its buffers where a result is
    /// shorter than the stride, so that is no SAME.
    /// </summary>
    /// <param name="x">Shape of the input.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    internal long? PaddingCode(Shape x, Shape kernel)
    {
        var spatial = KernelShape.Of(Kernel, kernel, Groups).Spatial;
        bool valid = true, same = true;
        for (var i = 0; i < SpatialRank; i++)
        {
            long to = x[Layout.SpatialAxis(i)], stride = Strides[i];
            var from = Extent(to, spatial[i], stride, 1) - PadsBefore[i] - PadsAfter[i];
            valid &= PadsBefore[i] == 0 && Window.Extent(from, spatial[i], stride, 1, 0, ceiling: false) == to;
            same &= PadsBefore[i] == Window.SamePadding(from, spatial[i], stride, 1) / 2 && (from + stride - 1) / stride == to
                && from >= stride;
        }
        return valid ? TFLitePadding.Valid : same ? TFLitePadding.Same : null;
    }

    /// <summary>TRANSPOSE_CONV takes the result's shape, the kernel [O,H,W,C], x, and a bias.</summary>
    internal sealed class TFLite() : TFLiteBinding<TransposeConvolution>("TRANSPOSE_CONV")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            var result = cx.ConstantInput(0).ToInt64s();
            Shape kernel = cx.Shape(1), x = cx.Shape(2);
            if (result.Length != 4 || kernel.Rank != 4 || x.Rank != 4)
                cx.Fail($"result [{string.Join(',', result)}], kernel {kernel} or input {x} are not of rank 4");
            long[] strides = [raw.Int("stride_h", 1), raw.Int("stride_w", 1)], before = new long[2], after = new long[2];
            if (strides.Any(s => s < 1)) cx.Fail($"strides {strides[0]}×{strides[1]} are out of range");
            for (var i = 0; i < 2; i++)
            {
                // The pads are those of the convolution that this is the gradient of.
                (before[i], _) = TFLitePadding.Read(raw, result[i + 1], kernel[i + 1], strides[i], 1);
                after[i] = Extent(x[i + 1], kernel[i + 1], strides[i], 1) - before[i] - result[i + 1];
            }
            var op = new TransposeConvolution(
                ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, strides.ToEquatableArray(), [1, 1],
                before.ToEquatableArray(), after.ToEquatableArray(),
                TFLiteActivations.Read(raw));
            return [cx.Emit(op, cx.Input(2), cx.Input(1), cx.OptionalInput(3))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (TransposeConvolution)node.Operator;
            if (op.SpatialRank != 2 || op.Groups != 1 || op.Layout != ChannelLayout.ChannelsLast
                || op.Kernel != KernelLayout.InputSpatialOutput
                || op.Activation != Activation.None || op.Dilations.Items.Any(d => d != 1))
                cx.Fail(
                    node, "TRANSPOSE_CONV takes 2 spatial axes, channels last, one group, no dilation and no activation, not "
                    + $"{op.SpatialRank} axes, {op.Layout}, {op.Groups} groups, dilations {op.Dilations} and {op.Activation}");
            var result = node.Output.Type.Shape!;
            if (op.PaddingCode(node.Input(0).Type.Shape!, node.Input(1).Type.Shape!) is not { } padding)
            {
                cx.Fail(node, $"pads {op.PadsBefore}/{op.PadsAfter} are neither SAME nor VALID");
                return;
            }
            var attributes = new Dictionary<string, object>
            {
                ["padding"] = padding,
                ["stride_h"] = op.Strides[0],
                ["stride_w"] = op.Strides[1],
            };
            var shape = cx.Constant($"{node.Name}/shape", Tensor.Vector<int>([.. result.Extents.Select(e => checked((int)e))]));
            Value?[] inputs = [shape, node.Input(1), node.Input(0)];
            // op_version.cc: 3 with a bias, 2 for int8.
            var version = node.OptionalInput(2) is not null ? 3 : node.Input(1).Type.Element == ElementType.Int8 ? 2 : 1;
            cx.Emit(
                RawNode.Of("tflite", "TRANSPOSE_CONV", version, attributes), node.OptionalInput(2) is { } bias ? [.. inputs, bias] : inputs,
                node.Outputs);
        }
    }
}
