using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record TransposeConvolution
{
    internal sealed class Onnx() : OnnxBinding("ConvTranspose")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (groups, spatial) = OnnxKernel.Read(cx);
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
            if (extra.Count != rank || (wanted is not null && wanted.Length != rank)) cx.Fail("output_padding or output_shape has the wrong length");
            long[] before = new long[rank], after = new long[rank];
            for (var i = 0; i < rank; i++)
            {
                var input = cx.Shape(0)[i + 2];
                var target = wanted?[i] ?? (mode is "SAME_UPPER" or "SAME_LOWER" ? checked(input * window.Strides[i]) : -1);
                if (target < 0)
                {
                    (before[i], after[i]) = mode == "VALID" ? (0, -extra[i]) : (window.PadsBefore[i], window.PadsAfter[i] - extra[i]);
                    continue;
                }
                var total = Math.Max(0, Extent(input, window.Kernel[i], window.Strides[i], window.Dilations[i]) + extra[i] - target);
                before[i] = mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
                after[i] = Extent(input, window.Kernel[i], window.Strides[i], window.Dilations[i]) - before[i] - target;
            }
            return (before.ToEquatableArray(), after.ToEquatableArray());
        }
    }
}
