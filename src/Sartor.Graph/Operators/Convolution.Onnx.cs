using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Convolution
{
    internal sealed class Onnx() : OnnxBinding("Conv")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (groups, spatial) = OnnxKernel.Read(cx);
            var window = OnnxWindow.Read(cx.Raw, spatial, cx.Shape(0));
            var op = new Convolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, window.Strides, window.Dilations, window.PadsBefore, window.PadsAfter);
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }
    }
}
