using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Operators.Resampling;

/// <summary>
/// A convolution whose window reads each of its elements at a place of its own (Dai et al., arXiv 1703.06211; with a mask, Zhu et al.,
/// arXiv 1811.11168): ONNX DeformConv 19–22, which has no operator of its own here. All elements of all windows are sampled as one
/// image of K·h rows, and a convolution of 1×1 adds them up.
/// </summary>
internal static class DeformableConvolution
{
    internal sealed class Onnx() : OnnxBinding("DeformConv")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape x = cx.Shape(0), kernel = cx.Shape(1), offset = cx.Shape(2);
            if (x.Rank != 4) cx.Fail($"images {x} are not [N,C,H,W]");
            var (groups, spatial) = OnnxKernel.Read(cx, kernel);
            var window = OnnxWindow.Read(cx.Raw, spatial, x);
            var parts = cx.Raw.Int("offset_group", 1);
            var taps = spatial[0] * spatial[1];
            if (parts < 1 || x[1] % parts != 0) cx.Fail($"offset_group {parts} does not divide {x[1]} channels");
            var (h, w) = (Extent(x, window, 0), Extent(x, window, 1));
            if (h < 1 || w < 1 || offset != new Shape(x[0], 2 * parts * taps, h, w))
                cx.Fail($"offsets {offset} do not fit {parts} groups of {taps} places in {h}×{w} windows");
            if (cx.OptionalInput(4) is { } mask && mask.Type.Shape != new Shape(x[0], parts * taps, h, w))
                cx.Fail($"a mask {mask.Type} does not fit the offsets {offset}");
            var samples = Enumerable.Range(0, (int)parts).Select(p => Samples(cx, window, p, x[1] / parts, h, w)).ToArray();
            var all = samples.Length == 1 ? samples[0] : cx.Emit(new Concat(1), samples);
            var flat = cx.Emit(new Reshape([kernel[0], kernel[1] * taps, 1, 1]), cx.Input(1));
            var sum = new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [0, 0], [0, 0]);
            return [cx.Emit(sum, all, flat, cx.OptionalInput(3))];
        }

        private static long Extent(Shape x, OnnxWindow window, int i) => Window.Extent(
            x[i + 2], window.Kernel[i], window.Strides[i], window.Dilations[i], window.PadsBefore[i] + window.PadsAfter[i], ceiling: false);

        /// <summary>What the windows read of the channels of one offset group, times the mask: [N, C·K, h, w].</summary>
        private static Value Samples(ReadContext cx, OnnxWindow window, int part, long channels, long h, long w)
        {
            var shape = cx.Shape(0);
            var taps = window.Kernel[0] * window.Kernel[1];
            var x = Channels(cx, cx.Input(0), part * channels, channels);
            var offsets = cx.Emit(new Reshape([shape[0], taps, 2, h * w]), Channels(cx, cx.Input(2), part * 2 * taps, 2 * taps));
            var places = new[] { 1, 0 }.Select(i => Places(cx, window, offsets, i, h, w)).ToArray();
            var samples = GridSample.Zeros(cx, x, cx.Emit(new Concat(3), places));
            if (cx.OptionalInput(4) is { } mask)
            {
                var weights = cx.Emit(new Reshape([shape[0], 1, taps * h, w]), Channels(cx, mask, part * taps, taps));
                samples = cx.Emit(new Mul(), samples, weights);
            }
            return cx.Emit(new Reshape([shape[0], channels * taps, h, w]), samples);
        }

        private static Value Channels(ReadContext cx, Value value, long first, long count) => value.Type.Shape![1] == count
            ? value
            : cx.Emit(Slice.FromBounds(value.Type.Shape!, [1], [first], [first + count], [1]), value);

        /// <summary>Rows (0) or columns (1) that are read, as GridSample has them: −1 … 1 from edge to edge, [N, K·h, w, 1].</summary>
        private static Value Places(ReadContext cx, OnnxWindow window, Value offsets, int axis, long h, long w)
        {
            var shape = offsets.Type.Shape!;
            var taps = shape[1];
            cx.TakeElements(taps * h * w);
            double extent = cx.Shape(0)[axis + 2];
            var still = new float[taps * h * w];
            for (var i = 0L; i < still.Length; i++)
            {
                long tap = i / (h * w), row = i / w % h, column = i % w;
                var inWindow = axis == 0 ? tap / window.Kernel[1] : tap % window.Kernel[1];
                var first = ((axis == 0 ? row : column) * window.Strides[axis]) - window.PadsBefore[axis];
                var at = first + (inWindow * window.Dilations[axis]);
                still[i] = (float)((((2 * at) + 1) / extent) - 1);
            }
            var moved = cx.Emit(Slice.FromBounds(shape, [2], [axis], [axis + 1], [1]), offsets);
            var scaled = cx.Emit(
                new Mul(), cx.Emit(new Reshape([shape[0], taps * h, w, 1]), moved), cx.Constant(Tensor.Scalar((float)(2 / extent))));
            return cx.Emit(new Add(), scaled, cx.Constant(Tensor.Create(new Shape(1, taps * h, w, 1), still)));
        }
    }
}
