using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Formats.Caffe.Layers;

/// <summary>Convolutions and poolings.</summary>
internal static class CaffeWindows
{
    internal sealed class Convolutions() : CaffeBinding("Convolution", "Deconvolution", "ConvolutionDepthwise", "DepthwiseConvolution")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (x.Rank != 4) cx.Fail($"its input {x} is not an image");
            long[] kernel = Both(cx, "kernel_size", "kernel", 0), strides = Both(cx, "stride", "stride", 1),
                pads = Both(cx, "pad", "pad", 0),
                dilations = Both(cx, "dilation", "dilation", 1);
            var isDepthwise = cx.Raw.Type.Contains("epthwise", StringComparison.Ordinal);
            long outputs = Int(cx, "num_output", 0), groups = isDepthwise ? x[1] : Int(cx, "group", 1);
            if (outputs < 1 || groups < 1 || x[1] % groups != 0 || outputs % groups != 0
                || kernel.Concat(strides).Concat(dilations).Any(v => v < 1)
                || pads.Any(p => p < 0))
                cx.Fail($"{outputs} outputs, {groups} groups, its kernel, steps or pads are out of range for {x}");
            if (Int(cx, "axis", 1) != 1) cx.Fail("only channels on axis 1 are supported");
            EquatableArray<long> s = strides.ToEquatableArray(), d = dilations.ToEquatableArray(), p = pads.ToEquatableArray();
            var bias = Bool(cx, "bias_term", true) ? Weight(cx, 2, outputs) : null;
            if (cx.Raw.Type != "Deconvolution")
            {
                var weights = Weight(cx, 1, outputs, x[1] / groups, kernel[0], kernel[1]);
                return [cx.Emit(
                    new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, s, d, p, p), cx.Input(0),
                        weights, bias)];
            }
            var turned = Weight(cx, 1, x[1], outputs / groups, kernel[0], kernel[1]);
            return [cx.Emit(
                new TransposeConvolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, s, d, p, p), cx.Input(0),
                    turned, bias)];
        }

        // One number for both axes, one for each, or one with _h and one with _w.
        private static long[] Both(ReadContext cx, string name, string stem, long fallback)
        {
            if (Words(cx, $"{stem}_h").Length > 0 || Words(cx, $"{stem}_w").Length > 0)
                return [Int(cx, $"{stem}_h", fallback), Int(cx, $"{stem}_w", fallback)];
            long[] given = Ints(cx, name);
            if (given.Length > 2) cx.Fail($"{given.Length} values of {name} are more than two axes have");
            return given.Length == 0 ? [fallback, fallback] : [given[0], given[^1]];
        }
    }

    /// <summary>Extents are rounded up, but no window begins behind the input; a mean counts pads, not what rounding adds.</summary>
    internal sealed class Poolings() : CaffeBinding("Pooling")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (x.Rank != 4) cx.Fail($"its input {x} is not an image");
            if (cx.OutputCount > 1) cx.Fail("the places of maxima are not supported");
            var kind = Choice(cx, "pool", "MAX");
            if (kind is not ("MAX" or "0" or "AVE" or "1")) cx.Fail($"pooling {kind} is not supported");
            var isMax = kind is "MAX" or "0";
            if (Bool(cx, "global_pooling", false))
                return [cx.Emit(new Reduce(isMax ? ReductionKind.Max : ReductionKind.Mean, [2, 3], KeepAxes: true), cx.Input(0))];
            long[] kernel = Both(cx, "kernel_size", "kernel", 0), strides = Both(cx, "stride", "stride", 1),
                pads = Both(cx, "pad", "pad", 0);
            if (kernel.Concat(strides).Any(v => v < 1) || pads.Any(p => p < 0) || pads.Zip(kernel).Any(p => p.First >= p.Second))
                cx.Fail("its window, steps or pads are out of range");
            var isUp = Choice(cx, "round_mode", "CEIL") is "CEIL" or "0" && Bool(cx, "ceil_mode", true);
            var after = new long[2];
            for (var i = 0; i < 2; i++)
            {
                var span = x[i + 2] + (2 * pads[i]) - kernel[i];
                if (span < 0) cx.Fail($"a window of {kernel[i]} does not fit into {x[i + 2]}");
                var places = ((isUp ? span + strides[i] - 1 : span) / strides[i]) + 1;
                if (pads.Any(p => p > 0) && (places - 1) * strides[i] >= x[i + 2] + pads[i]) places--;
                after[i] = Math.Max(0, ((places - 1) * strides[i]) + kernel[i] - x[i + 2] - pads[i]);
            }
            EquatableArray<long> k = kernel.ToEquatableArray(), s = strides.ToEquatableArray(), before = pads.ToEquatableArray();
            if (isMax)
                return [cx.Emit(new MaxPool(ChannelLayout.ChannelsFirst, k, s, [1, 1], before, after.ToEquatableArray()), cx.Input(0))];
            var input = cx.Input(0);
            if (pads.Any(p => p > 0))
            {
                input = cx.Emit(new Pad(PadMode.Constant, [0, 0, .. pads], [0, 0, .. pads], 0), input);
                before = [0, 0];
                after = [.. after.Zip(pads, (a, p) => Math.Max(0, a - p))];
            }
            return [cx.Emit(new AveragePool(ChannelLayout.ChannelsFirst, k, s, [1, 1], before, after.ToEquatableArray(), false), input)];
        }

        private static long[] Both(ReadContext cx, string name, string stem, long fallback) =>
            Words(cx, $"{stem}_h").Length > 0 || Words(cx, $"{stem}_w").Length > 0
                ? [Int(cx, $"{stem}_h", fallback), Int(cx, $"{stem}_w", fallback)]
                : [Int(cx, name, fallback), Int(cx, name, fallback)];
    }
}
