using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Tile
{
    internal sealed class TFLite() : TFLiteBinding<Tile>("TILE")
    {
        private static readonly TFLiteVersions Versions = new(3);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var repeats = cx.ConstantInput(1).ToInt64s();
            if (repeats.Length != cx.Shape(0).Rank || repeats.Any(r => r < 0)) cx.Fail($"repeats [{string.Join(',', repeats)}] do not fit {cx.Shape(0)}");
            return [cx.Emit(new Tile(repeats.ToEquatableArray()), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of("tflite", "TILE", Versions.Of(node)),
            [node.Input(0), cx.Constant($"{node.Name}/repeats", Tensor.Vector<int>([.. ((Tile)node.Operator).Repeats.Select(r => checked((int)r))]))],
            node.Outputs);
    }
}
