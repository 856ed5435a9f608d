using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

public sealed partial record Slice
{
    internal sealed class TFLite() : TFLiteBinding<Slice>("SLICE")
    {
        private static readonly TFLiteVersions Versions = new(2, 4) { HighRank = 5, UInt32 = 6 };
        private static readonly TFLiteVersions StridedVersions = new(2) { Bool = 3, HighRank = 4, UInt32 = 7 };

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            long[] starts = cx.ConstantInput(1).ToInt64s(), sizes = cx.ConstantInput(2).ToInt64s();
            if (starts.Length != x.Rank || sizes.Length != x.Rank) cx.Fail($"{starts.Length} starts and {sizes.Length} sizes for {x}");
            for (var i = 0; i < sizes.Length; i++) sizes[i] = sizes[i] == -1 ? x[i] - starts[i] : sizes[i];
            return [cx.Emit(
                new Slice(starts.ToEquatableArray(), sizes.ToEquatableArray(), Enumerable.Repeat(1L, x.Rank).ToEquatableArray()),
                cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Slice)node.Operator;
            if (op.Steps.Items.All(s => s == 1))
            {
                Value[] bounds = [Vector(node, cx, "starts", op.Starts), Vector(node, cx, "sizes", op.Sizes)];
                cx.Emit(RawNode.Of("tflite", "SLICE", Versions.Of(node)), [node.Input(0), .. bounds], node.Outputs);
                return;
            }
            var ends = op.Starts.Items.Select((start, i) => start + (op.Sizes[i] * op.Steps[i])).ToArray();
            // Going backward past the first element has no end of its own: −1 would count from the end.
            var mask = ends.Select((end, i) => end < 0 ? 1L << i : 0).Sum();
            Value[] range =
            [
                Vector(node, cx, "starts", op.Starts), Vector(node, cx, "ends", ends.Select(e => Math.Max(0, e)).ToEquatableArray()),
                Vector(node, cx, "steps", op.Steps),
            ];
            cx.Emit(
                RawNode.Of("tflite", "STRIDED_SLICE", StridedVersions.Of(node), new Dictionary<string, object> { ["end_mask"] = mask }),
                [node.Input(0), .. range], node.Outputs);
        }

        private static Value Vector(Node node, WriteContext cx, string name, EquatableArray<long> values) =>
            cx.Constant($"{node.Name}/{name}", Tensor.Vector<int>([.. values.Select(v => checked((int)v))]));
    }

    internal sealed class TFLiteReverse() : OperatorBinding("tflite", "REVERSE_V2")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axes = cx.ConstantInput(1).ToInt64s().Select(a => cx.Axis(checked((int)a), 0)).ToHashSet();
            var starts = x.Extents.Select((e, i) => axes.Contains(i) && e > 0 ? e - 1 : 0);
            var steps = x.Extents.Select((e, i) => axes.Contains(i) && e > 1 ? -1L : 1);
            return [cx.Emit(new Slice(starts.ToEquatableArray(), x.Extents.ToEquatableArray(), steps.ToEquatableArray()), cx.Input(0))];
        }
    }
}
