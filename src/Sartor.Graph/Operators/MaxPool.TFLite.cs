using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record MaxPool
{
    internal sealed class TFLite() : TFLitePooling<MaxPool>("MAX_POOL_2D")
    {
        protected override MaxPool Make(
            EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> padsBefore, EquatableArray<long> padsAfter, Activation activation) =>
            new(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], padsBefore, padsAfter, activation);
    }
}
