using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Convolutions and poolings. Parameters of an axis are w, and h at 10 more; h is w where it is left out.</summary>
internal static class NcnnWindows
{
    // Pads that ask for as many places as SAME has.
    private const int SameUpper = -233;
    private const int SameLower = -234;

    private static EquatableArray<long> Axes(params ReadOnlySpan<long> values) => EquatableArray.Create(values);

    internal sealed class Convolutions() : NcnnBinding<Convolution>(
        "Convolution", "ConvolutionDepthWise", "Convolution1D", "ConvolutionDepthWise1D")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            if (Int(raw, 19) != 0) cx.Fail("its weights are computed while it runs");
            if (Int(raw, 8) != 0) cx.Fail("layers in int8 are not read; give the float32 model");
            if (Float(raw, 18) != 0) cx.Fail($"it pads with {Float(raw, 18)}");
            var isPlane = !raw.Type.EndsWith("1D", StringComparison.Ordinal);
            long[] Both(int id, int fallback)
            {
                var w = Int(raw, id, fallback);
                return isPlane ? [Int(raw, id + 10, w), w] : [w];
            }
            long outputs = Int(raw, 0), groups = raw.Type.Contains("DepthWise", StringComparison.Ordinal) ? Int(raw, 7, 1) : 1;
            long[] kernel = Both(1, 0), dilations = Both(2, 1), strides = Both(3, 1);
            var size = kernel.Aggregate(1L, (a, b) => checked(a * b));
            if (outputs < 1 || size < 1 || groups < 1 || strides.Concat(dilations).Any(v => v < 1))
                cx.Fail($"{outputs} outputs, {groups} groups, a kernel of {size} elements or its steps are out of range");
            var inputs = Int(raw, 6) / (outputs * size);
            var x = cx.Input(0);
            // A vector is a plane of one place.
            if (cx.Shape(0).Rank == 2 && isPlane) x = cx.Emit(new Reshape([1, -1, 1, 1]), x);
            var (before, after) = Pads(raw, isPlane, x.Type.Shape!, kernel, strides, dilations);
            var op = new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, strides.ToEquatableArray(),
                    dilations.ToEquatableArray(),
                before, after);
            var weights = Read(cx, 1, [outputs, inputs, .. kernel]);
            return [NcnnActivations.Apply(cx, cx.Emit(op, x, weights, Int(raw, 5) != 0 ? Read(cx, 2, outputs) : null))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || op.Kernel != KernelLayout.OutputInputSpatial || op.SpatialRank > 2)
                cx.Fail(node, $"ncnn takes one or two spatial axes behind the channels, not {OperatorWords.Of(op)}");
            var x = Sample(cx, node, node.Input(0), op.SpatialRank + 1);
            var kernel = Weight(cx, node, 1);
            var parameters = new List<(int, object)>
            {
                (0, kernel.Shape[0]), (1, kernel.Shape[-1]), (2, op.Dilations[^1]), (3, op.Strides[^1]), (4, op.PadsBefore[^1]),
                (5, node.OptionalInput(2) is null ? 0L : 1L), (6, kernel.Shape.ElementCount),
            };
            if (op.Groups > 1) parameters.Add((7, op.Groups));
            parameters.AddRange(NcnnActivations.Fused(op.Activation) ?? throw new InvalidOperationException($"{op.Activation} is fused"));
            if (op.SpatialRank == 2)
                parameters.AddRange(
                    [(11, kernel.Shape[2]), (12, op.Dilations[0]), (13, op.Strides[0]), (14, op.PadsBefore[0]), (16, op.PadsAfter[0])]);
            parameters.Add((15, op.PadsAfter[^1]));
            var type = $"Convolution{(op.Groups > 1 ? "DepthWise" : "")}{(op.SpatialRank == 1 ? "1D" : "")}";
            List<Value> inputs = [Shaped(cx, node, node.Input(0), x), Own(node, "kernel", kernel)];
            if (node.OptionalInput(2) is not null) inputs.Add(Own(node, "bias", Weight(cx, node, 2)));
            Emit(cx, node, Raw(type, [.. parameters]), inputs, Sample(cx, node, node.Output, op.SpatialRank + 1));
        }

        private static (EquatableArray<long> Before, EquatableArray<long> After) Pads(
            RawNode raw, bool isPlane, Shape x, long[] kernel, long[] strides, long[] dilations)
        {
            int left = Int(raw, 4), top = Int(raw, 14, left);
            if (left is not (SameUpper or SameLower))
                return isPlane
                    ? (Axes(top, left), Axes(Int(raw, 16, top), Int(raw, 15, left)))
                    : (Axes(left), Axes(Int(raw, 15, left)));
            var pads = kernel.Select((k, i) => Math.Max(0, (dilations[i] * (k - 1)) + 1
                + ((x[i + 2] - 1) / strides[i] * strides[i]) - x[i + 2]));
            var more = pads.Select(p => p - (p / 2)).ToEquatableArray();
            var less = pads.Select(p => p / 2).ToEquatableArray();
            return left == SameUpper ? (less, more) : (more, less);
        }
    }

    internal sealed class Deconvolutions() : NcnnBinding<TransposeConvolution>("Deconvolution", "DeconvolutionDepthWise")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            if (Int(raw, 28) != 0) cx.Fail("its weights are computed while it runs");
            if (Int(raw, 20) != 0 || Int(raw, 21) != 0 || Int(raw, 4) < 0) cx.Fail("its pads follow from the extents of its result");
            long[] Both(int id, int fallback) => [Int(raw, id + 10, Int(raw, id, fallback)), Int(raw, id, fallback)];
            long outputs = Int(raw, 0), groups = raw.Type == "DeconvolutionDepthWise" ? Int(raw, 7, 1) : 1;
            long[] kernel = Both(1, 0), dilations = Both(2, 1), strides = Both(3, 1);
            if (outputs < 1 || groups < 1 || outputs % groups != 0 || kernel.Concat(strides).Concat(dilations).Any(v => v < 1))
                cx.Fail($"{outputs} outputs, {groups} groups, its kernel or its steps are out of range");
            var inputs = Int(raw, 6) / (outputs * kernel[0] * kernel[1]);
            int left = Int(raw, 4), top = Int(raw, 14, left), right = Int(raw, 18);
            var op = new TransposeConvolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, strides.ToEquatableArray(),
                    dilations.ToEquatableArray(),
                Axes(top, left), Axes(Int(raw, 16, top) - Int(raw, 19, right), Int(raw, 15, left) - right));
            // [G,O,I,h,w] → [G,I,O,h,w], where O and I are those of a group.
            var weights = Read(cx, 1, groups, outputs / groups, inputs, kernel[0], kernel[1]);
            weights = cx.Emit(new Transpose(new Permutation([0, 2, 1, 3, 4])), weights);
            weights = cx.Emit(new Reshape([groups * inputs, outputs / groups, kernel[0], kernel[1]]), weights);
            return [NcnnActivations.Apply(cx, cx.Emit(op, cx.Input(0), weights, Int(raw, 5) != 0 ? Read(cx, 2, outputs) : null))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || op.Kernel != KernelLayout.OutputInputSpatial || op.SpatialRank != 2)
                cx.Fail(node, $"ncnn takes two spatial axes behind the channels, not {OperatorWords.Of(op)}");
            if (op.PadsBefore.Items.Any(p => p < 0)) cx.Fail(node, $"ncnn adds no elements in front, as pads {op.PadsBefore} ask");
            var x = Sample(cx, node, node.Input(0), 3);
            var kernel = Weight(cx, node, 1);
            long groups = op.Groups, inputs = kernel.Shape[0] / groups, outputs = kernel.Shape[1];
            var turned = TensorTranspose.Apply(
                kernel.Reshape(new Shape(groups, inputs, outputs, kernel.Shape[2], kernel.Shape[3])), new Permutation([0, 2, 1, 3, 4]));
            List<(int, object)> parameters =
            [
                (0, groups * outputs), (1, kernel.Shape[3]), (2, op.Dilations[1]), (3, op.Strides[1]), (4, op.PadsBefore[1]),
                (5, node.OptionalInput(2) is null ? 0L : 1L), (6, kernel.Shape.ElementCount), (11, kernel.Shape[2]), (12, op.Dilations[0]),
                (13, op.Strides[0]), (14, op.PadsBefore[0]), (15, Math.Max(0, op.PadsAfter[1])), (16, Math.Max(0, op.PadsAfter[0])),
                (18, Math.Max(0, -op.PadsAfter[1])), (19, Math.Max(0, -op.PadsAfter[0])),
            ];
            if (groups > 1) parameters.Add((7, groups));
            parameters.AddRange(NcnnActivations.Fused(op.Activation) ?? throw new InvalidOperationException($"{op.Activation} is fused"));
            List<Value> fed = [Shaped(cx, node, node.Input(0), x), Own(node, "kernel", turned)];
            if (node.OptionalInput(2) is not null) fed.Add(Own(node, "bias", Weight(cx, node, 2)));
            Emit(
                cx, node, Raw(groups > 1 ? "DeconvolutionDepthWise" : "Deconvolution", [.. parameters]), fed,
                Sample(cx, node, node.Output, 3));
        }
    }

    internal sealed class Averages() : NcnnBinding<AveragePool>
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => throw new InvalidOperationException("reads nothing");

        public override void Write(Node node, WriteContext cx) => WritePooling(cx, node, Of(node), 1, Of(node).CountsPadding);
    }

    internal sealed class Maxima() : NcnnBinding<MaxPool>("Pooling")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            var isMax = Int(raw, 0) == 0;
            if (Int(raw, 4) != 0)
            {
                var kind = isMax ? Graph.Operators.Reductions.ReductionKind.Max : Graph.Operators.Reductions.ReductionKind.Mean;
                if (cx.Shape(0).Rank != 4) cx.Fail($"its input {cx.Shape(0)} is not an image");
                return [cx.Emit(new Graph.Operators.Reductions.Reduce(kind, [2, 3], KeepAxes: false), cx.Input(0))];
            }
            var x = cx.Shape(0);
            if (x.Rank != 4) cx.Fail($"its input {x} is not an image");
            if (Int(raw, 7) != 0) return [Adaptive(cx, x, isMax)];
            int w = Int(raw, 1), stride = Int(raw, 2, 1), left = Int(raw, 3), top = Int(raw, 13, left), mode = Int(raw, 5);
            long[] kernel = [Int(raw, 11, w), w], strides = [Int(raw, 12, stride), stride], before = [top, left],
                after = [Int(raw, 15, top), Int(raw, 14, left)];
            if (kernel.Concat(strides).Any(v => v < 1) || before.Concat(after).Any(v => v < 0)) cx.Fail("its window is out of range");
            var padding = before.Concat(after).Any(p => p > 0);
            for (var i = 0; i < 2; i++)
            {
                if (mode is 2 or 3)
                {
                    var pads = Math.Max(0, kernel[i] + ((x[i + 2] - 1) / strides[i] * strides[i]) - x[i + 2]);
                    before[i] = mode == 2 ? pads / 2 : pads - (pads / 2);
                    after[i] = pads - before[i];
                }
                else if (mode == 0)
                {
                    var tail = (x[i + 2] + before[i] + after[i] - kernel[i]) % strides[i];
                    if (tail > 0) after[i] += strides[i] - tail;
                }
            }
            if (isMax) return [cx.Emit(new MaxPool(ChannelLayout.ChannelsFirst, Axes(kernel), Axes(strides), [1, 1], Axes(before),
                Axes(after)), cx.Input(0))];
            var counts = Int(raw, 6) != 0;
            // ncnn takes zeros of SAME for elements.
            if (mode is 2 or 3) counts |= !padding;
            return
            [
                cx.Emit(
                    new AveragePool(ChannelLayout.ChannelsFirst, Axes(kernel), Axes(strides), [1, 1], Axes(before), Axes(after), counts),
                        cx.Input(0)),
            ];
        }

        public override void Write(Node node, WriteContext cx) => WritePooling(cx, node, Of(node), 0, false);

        private static Value Adaptive(ReadContext cx, Shape x, bool isMax)
        {
            int w = Int(cx.Raw, 8), h = Int(cx.Raw, 18, w);
            long[] extents = [h == -233 ? x[2] : h, w == -233 ? x[3] : w];
            if (extents.Any(e => e < 1) || x[2] % extents[0] != 0 || x[3] % extents[1] != 0)
                cx.Fail($"windows of unequal size from {x[2]}×{x[3]} to {extents[0]}×{extents[1]} are not supported");
            var window = Axes(x[2] / extents[0], x[3] / extents[1]);
            return cx.Emit(
                isMax
                    ? new MaxPool(ChannelLayout.ChannelsFirst, window, window, [1, 1], [0, 0], [0, 0])
                    : new AveragePool(ChannelLayout.ChannelsFirst, window, window, [1, 1], [0, 0], [0, 0], false), cx.Input(0));
        }
    }

    private static void WritePooling(WriteContext cx, Node node, Pooling op, long type, bool counts) =>
        PoolingWriter.Write(cx, node, op, type, counts);

    // A binding's shared parts are for its own kind only.
    private abstract class PoolingWriter() : NcnnBinding
    {
        public static void Write(WriteContext cx, Node node, Pooling op, long type, bool counts)
        {
            if (op.SpatialRank != 2 || op.Layout != ChannelLayout.ChannelsFirst || op.Dilations.Items.Any(d => d != 1))
                cx.Fail(node, $"Pooling of ncnn takes two spatial axes behind the channels and no dilation, not {OperatorWords.Of(op)}");
            var x = Sample(cx, node, node.Input(0), 3);
            var raw = Raw(
                "Pooling", (0, type), (1, op.Kernel[1]), (2, op.Strides[1]), (3, op.PadsBefore[1]), (5, 1L), (6, counts ? 1L : 0L),
                (11, op.Kernel[0]), (12, op.Strides[0]), (13, op.PadsBefore[0]), (14, op.PadsAfter[1]), (15, op.PadsAfter[0]));
            Emit(cx, node, raw, [Shaped(cx, node, node.Input(0), x)], Sample(cx, node, node.Output, 3));
        }
    }
}
