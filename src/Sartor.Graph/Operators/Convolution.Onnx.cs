using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Convolution
{
    internal sealed class Onnx() : OnnxBinding("Conv")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var groups = cx.Raw.Int("group", 1);
            if (groups < 1) cx.Fail($"group {groups} is out of range");
            var kernel = cx.Shape(1);
            if (kernel.Rank < 3) cx.Fail($"the kernel {kernel} has no spatial axis");
            var spatial = KernelShape.Of(KernelLayout.OutputInputSpatial, kernel, groups).Spatial;
            if (cx.Raw.Has("kernel_shape") && cx.Raw.Ints("kernel_shape") != spatial) cx.Fail($"kernel_shape {cx.Raw.Ints("kernel_shape")} contradicts the kernel {kernel}");
            var window = OnnxWindow.Read(cx.Raw, spatial, cx.Shape(0));
            var op = new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, window.Strides, window.Dilations, window.PadsBefore, window.PadsAfter);
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }
    }
}
