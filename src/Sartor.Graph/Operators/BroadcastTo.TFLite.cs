using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record BroadcastTo
{
    // Version 1 was withdrawn.
    internal sealed class TFLite() : TFLiteBinding<BroadcastTo>("BROADCAST_TO")
    {
        private static readonly TFLiteVersions Versions = new(3, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new BroadcastTo(Target(cx, 1)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of("tflite", "BROADCAST_TO", Math.Max(2, Versions.Of(node))),
            [node.Input(0), cx.Constant($"{node.Name}/shape", Tensor.Vector<int>([.. ((BroadcastTo)node.Operator).Extents.Select(e => checked((int)e))]))],
            node.Outputs);
    }

    internal sealed class TFLiteFill() : OperatorBinding("tflite", "FILL")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new BroadcastTo(Target(cx, 0)), cx.Input(1))];
    }

    private static EquatableArray<long> Target(ReadContext cx, int input)
    {
        var extents = cx.ConstantInput(input).ToInt64s();
        if (extents.Any(e => e < 0)) cx.Fail($"shape [{string.Join(',', extents)}] has a negative extent");
        return extents.ToEquatableArray();
    }
}
