using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>
/// The greatest element of each window; padding never wins. ONNX MaxPool 1–12 (<see cref="PooledPlaces"/> is its second output); TFLite
/// MAX_POOL_2D.
/// </summary>
public sealed record MaxPool(
    ChannelLayout Layout,
    EquatableArray<long> Kernel,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Pooling(Layout, Kernel, Strides, Dilations, PadsBefore, PadsAfter, Activation)
{
    internal sealed class Onnx() : OnnxBinding<MaxPool>("MaxPool")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx)
        {
            OnnxLayout.Require(node, Of(node).Layout, cx);
            cx.Emit(Raw("MaxPool", OnnxPooling.Attributes(Of(node))), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var window = OnnxPooling.Window(cx, out var ceiling);
            var op = new MaxPool(ChannelLayout.ChannelsFirst, window.Kernel, window.Strides, window.Dilations, window.PadsBefore, ceiling);
            return cx.IsOutputUsed(1) ? PooledPlaces.Read(cx, op) : [cx.Emit(op, cx.Input(0))];
        }
    }

    internal sealed class TFLite() : TFLitePooling<MaxPool>("MAX_POOL_2D")
    {
        protected override MaxPool Make(
            EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> padsBefore, EquatableArray<long> padsAfter,
            Activation activation) =>
            new(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], padsBefore, padsAfter, activation);
    }
}
