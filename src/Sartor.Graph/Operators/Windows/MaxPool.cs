using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>The greatest element of each window; padding never wins. ONNX MaxPool 1–12 (first output); TFLite MAX_POOL_2D.</summary>
public sealed record MaxPool(
    ChannelLayout Layout,
    EquatableArray<long> Kernel,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Pooling(Layout, Kernel, Strides, Dilations, PadsBefore, PadsAfter, Activation)
{
    internal sealed class Onnx() : OnnxBinding("MaxPool")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var window = OnnxPooling.Window(cx, out var ceiling);
            return [cx.Emit(
                new MaxPool(ChannelLayout.ChannelsFirst, window.Kernel, window.Strides, window.Dilations, window.PadsBefore, ceiling),
                cx.Input(0))];
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
