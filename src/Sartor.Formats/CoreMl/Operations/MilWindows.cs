using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Convolutions and poolings: channels first, pads as before and after of each spatial axis in turn.</summary>
internal static class MilWindows
{
    private static EquatableArray<long> Pads(EquatableArray<long> before, EquatableArray<long> after) =>
        before.Items.Zip(after.Items).SelectMany(p => (long[])[p.First, p.Second]).ToEquatableArray();

    private static EquatableArray<long> All(int count, long value) => Enumerable.Repeat(value, count).ToEquatableArray();

    private static EquatableArray<long> Steps(ReadContext cx, string name, int count)
    {
        var steps = cx.Raw.Ints(name, All(count, 1));
        if (steps.Count != count || steps.Items.Any(s => s < 1)) cx.Fail($"{name} {steps} for {count} spatial axes");
        return steps;
    }

    // What the type of padding, and the pads, come to.
    private static (EquatableArray<long> Before, EquatableArray<long> After) Pads(
        ReadContext cx, long[] kernel, EquatableArray<long> strides, EquatableArray<long> dilations)
    {
        var (x, count) = (cx.Shape(0), kernel.Length);
        switch (cx.Raw.String("pad_type", "valid"))
        {
            case "valid": return (All(count, 0), All(count, 0));
            case "custom":
                var pads = cx.Raw.Ints("pad", All(2 * count, 0));
                if (pads.Count != 2 * count || pads.Items.Any(p => p < 0)) cx.Fail($"pad {pads} for {count} spatial axes");
                return (
                    pads.Items.Where((_, i) => i % 2 == 0).ToEquatableArray(), pads.Items.Where((_, i) => i % 2 == 1).ToEquatableArray());
            case "same" or "same_lower":
                var isLower = cx.Raw.String("pad_type") == "same_lower";
                var all = kernel.Select((k, i) =>
                    Math.Max(0, ((x[i + 2] - 1) / strides[i] * strides[i]) + (dilations[i] * (k - 1)) + 1 - x[i + 2]));
                var more = all.Select(p => p - (p / 2)).ToEquatableArray();
                var less = all.Select(p => p / 2).ToEquatableArray();
                return isLower ? (more, less) : (less, more);
            default:
                cx.Fail($"the padding {cx.Raw.String("pad_type")} is not supported");
                return default;
        }
    }

    private static int SpatialRank(ReadContext cx)
    {
        if (cx.Shape(0).Rank is not (>= 3 and <= 5)) cx.Fail($"its input {cx.Shape(0)} has no spatial axes");
        return cx.Shape(0).Rank - 2;
    }

    private static void RequireFirst(WriteContext cx, Node node, ChannelLayout layout, KernelLayout kernel)
    {
        if (layout != ChannelLayout.ChannelsFirst || kernel != KernelLayout.OutputInputSpatial)
            cx.Fail(node, $"Core ML takes channels first and kernels [O,I,…], not {layout} and {kernel}");
    }

    internal sealed class OfConvolution() : MilBinding<Convolution>("conv")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = SpatialRank(cx);
            if (cx.Shape(1).Rank != count + 2) cx.Fail($"a kernel {cx.Shape(1)} for {cx.Shape(0)}");
            long[] kernel = [.. cx.Shape(1).Extents.Skip(2)];
            var (strides, dilations) = (Steps(cx, "strides", count), Steps(cx, "dilations", count));
            var (before, after) = Pads(cx, kernel, strides, dilations);
            var op = new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, Math.Max(1, cx.Raw.Int("groups", 1)), strides, dilations,
                before, after);
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            RequireFirst(cx, node, op.Layout, op.Kernel);
            if (!IsStored(node.Input(1)) && op.Dilations.Items.Any(d => d > 1))
                cx.Fail(node, "Core ML dilates constant kernels only, and this one is computed");
            if (node.OptionalInput(2) is { } bias && !IsStored(bias)) cx.Fail(node,
                $"Core ML takes a constant bias, and '{bias.Name}' is computed");
            cx.Emit(
                Raw(
                    "conv", ("strides", op.Strides), ("pad_type", "custom"), ("pad", Pads(op.PadsBefore, op.PadsAfter)),
                    ("dilations", op.Dilations), ("groups", op.Groups)), [.. node.Inputs], node.Outputs);
        }
    }

    /// <summary>The extents of the result are always written; pads are what they leave.</summary>
    internal sealed class OfTranspose() : MilBinding<TransposeConvolution>("conv_transpose")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (count, x) = (SpatialRank(cx), cx.Shape(0));
            if (cx.Shape(1).Rank != count + 2) cx.Fail($"a kernel {cx.Shape(1)} for {x}");
            var (strides, dilations) = (Steps(cx, "strides", count), Steps(cx, "dilations", count));
            long[] whole =
            [
                .. Enumerable.Range(0, count).Select(
                    i => TransposeConvolution.Extent(x[i + 2], cx.Shape(1)[i + 2], strides[i], dilations[i])),
            ];
            long[] before, after;
            var type = cx.Raw.String("pad_type", "valid");
            if (type is "same")
            {
                var cut = whole.Select((w, i) => Math.Max(0, w - (x[i + 2] * strides[i]))).ToArray();
                before = [.. cut.Select(c => c / 2)];
                after = [.. cut.Select((c, i) => whole[i] - (x[i + 2] * strides[i]) - (c / 2))];
            }
            else
            {
                var pads = type == "custom" ? cx.Raw.Ints("pad", All(2 * count, 0)) : All(2 * count, 0);
                if (type is not ("custom" or "valid")
                    || pads.Count != 2 * count) cx.Fail($"padding {type} {pads} for {count} spatial axes");
                before = [.. pads.Items.Where((_, i) => i % 2 == 0)];
                after = [.. pads.Items.Where((_, i) => i % 2 == 1)];
            }
            if (cx.Raw.Has("output_shape"))
            {
                var shape = cx.Raw.Ints("output_shape");
                if (shape.Count != count + 2) cx.Fail($"a result {shape} for {x}");
                after = [.. whole.Select((w, i) => w - before[i] - shape[i + 2])];
            }
            var op = new TransposeConvolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, Math.Max(1, cx.Raw.Int("groups", 1)), strides, dilations,
                before.ToEquatableArray(), after.ToEquatableArray());
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            RequireFirst(cx, node, op.Layout, op.Kernel);
            if (!node.Inputs.Skip(1).All(v => v is null || IsStored(v))) cx.Fail(node,
                "Core ML takes a constant kernel and bias, and one is computed");
            if (op.PadsBefore.Items.Any(p => p < 0)) cx.Fail(node, $"Core ML adds no elements in front, as the pads {op.PadsBefore} ask");
            var result = Made(node);
            var added = op.PadsAfter.Items.Select(p => Math.Max(0, -p)).ToArray();
            var after = op.PadsAfter.Items.Select(p => Math.Max(0, p)).ToEquatableArray();
            var made = new Shape([.. result.Extents.Select((e, i) => i < 2 ? e : e - added[i - 2])]);
            var raw = Raw(
                "conv_transpose", ("strides", op.Strides), ("pad_type", "custom"), ("pad", Pads(op.PadsBefore, after)),
                ("dilations", op.Dilations), ("groups", op.Groups), ("output_shape", made.Extents.ToEquatableArray()));
            if (added.All(a => a == 0))
            {
                cx.Emit(raw, node.Inputs, node.Outputs);
                return;
            }
            // What is added behind has no product in it, and the bias.
            var type = node.Output.Type;
            var product = Step(cx, $"{node.Name}/product", raw, type with { Shape = made }, node.Input(0), node.Input(1));
            var pad = Raw(
                "pad", ("pad", added.SelectMany(a => (long[])[0, a]).ToEquatableArray()), ("mode", "constant"), ("constant_val", 0f));
            if (node.OptionalInput(2) is not { } bias)
            {
                cx.Emit(pad, [product], node.Outputs);
                return;
            }
            var padded = Step(cx, $"{node.Name}/padded", pad, type, product);
            long[] spread = [1, result[1], .. Enumerable.Repeat(1L, op.SpatialRank)];
            var shaped = Step(
                cx, $"{node.Name}/bias", Raw("reshape", ("shape", spread.ToEquatableArray())), type with { Shape = new Shape(spread) },
                    bias);
            cx.Emit(Raw("add"), [padded, shaped], node.Outputs);
        }
    }

    internal abstract class Pool<TOperator>(string type) : MilBinding<TOperator>(type) where TOperator : Pooling
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = SpatialRank(cx);
            var kernel = Steps(cx, "kernel_sizes", count);
            var strides = Steps(cx, "strides", count);
            var (before, after) = Pads(cx, [.. kernel], strides, All(count, 1));
            // A last window that is only begun counts where extents are rounded up, unless it begins in the padding.
            if (cx.Raw.Int("ceil_mode", 0) != 0)
            {
                var x = cx.Shape(0);
                after = after.Items.Select((p, i) =>
                {
                    var span = x[i + 2] + before[i] + p - kernel[i];
                    var more = (strides[i] - (span % strides[i])) % strides[i];
                    var begin = ((span + more) / strides[i] * strides[i]) - before[i];
                    return more > 0 && begin < x[i + 2] ? p + more : p;
                }).ToEquatableArray();
            }
            return [cx.Emit(Make(cx, kernel, strides, before, after), cx.Input(0))];
        }

        protected abstract TOperator Make(
            ReadContext cx, EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> before,
            EquatableArray<long> after);

        public override void Write(Node node, WriteContext cx)
        {
            Pooling op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || op.Dilations.Items.Any(d => d != 1))
                cx.Fail(node, $"Core ML pools with channels first and without dilation, not {OperatorWords.Of(op)}");
            List<(string, object)> arguments =
            [
                ("kernel_sizes", op.Kernel), ("strides", op.Strides), ("pad_type", "custom"), ("pad", Pads(op.PadsBefore, op.PadsAfter)),
                ("ceil_mode", 0L),
            ];
            if (op is AveragePool average) arguments.Add(("exclude_padding_from_average", Flag(!average.CountsPadding)));
            cx.Emit(Raw(type, [.. arguments]), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class OfMaxPool() : Pool<MaxPool>("max_pool")
    {
        protected override MaxPool Make(
            ReadContext cx, EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> before,
            EquatableArray<long> after) =>
            new(ChannelLayout.ChannelsFirst, kernel, strides, All(kernel.Count, 1), before, after);
    }

    internal sealed class OfAveragePool() : Pool<AveragePool>("avg_pool")
    {
        protected override AveragePool Make(
            ReadContext cx, EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> before,
            EquatableArray<long> after)
        {
            var excludes = cx.Raw.Int("exclude_padding_from_average", 0) != 0;
            if (!excludes && cx.Raw.Int("ceil_mode", 0) != 0) cx.Fail(
                "an average that counts its padding and is rounded up is not supported");
            return new(ChannelLayout.ChannelsFirst, kernel, strides, All(kernel.Count, 1), before, after, !excludes);
        }
    }
}
