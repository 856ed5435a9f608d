using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record AveragePool
{
    internal sealed class TFLite() : TFLitePooling<AveragePool>("AVERAGE_POOL_2D")
    {
        protected override AveragePool Make(
            EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> padsBefore, EquatableArray<long> padsAfter, Activation activation) =>
            new(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], padsBefore, padsAfter, false, activation);

        protected override string? Problem(AveragePool op) => op.CountsPadding && op.PadsBefore.Items.Concat(op.PadsAfter.Items).Any(p => p > 0)
            ? "AVERAGE_POOL_2D does not count padding; a PAD has to come before it"
            : null;
    }
}
