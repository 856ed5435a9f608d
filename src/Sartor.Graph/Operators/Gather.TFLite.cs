using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Gather
{
    internal sealed class TFLite() : TFLiteBinding<Gather>("GATHER")
    {
        private static readonly TFLiteVersions Versions = new(2, 4) { Bool = 3 };

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var batch = cx.Raw.Int32("batch_dims", 0);
            return [cx.Emit(new Gather(cx.Axis(cx.Raw.Int32("axis", 0), 0), batch < 0 ? batch + cx.Shape(1).Rank : batch), cx.Input(0), cx.Input(1))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Gather)node.Operator;
            var attributes = new Dictionary<string, object> { ["axis"] = (long)op.Axis, ["batch_dims"] = (long)op.BatchAxes };
            var version = op.BatchAxes > 0 ? 5 : Versions.Of(node);
            cx.Emit(RawNode.Of("tflite", "GATHER", version, attributes), [node.Input(0), Indices(node, cx, op.Axis)], node.Outputs);
        }

        // TFLite has no indices from the end.
        private static Value Indices(Node node, WriteContext cx, int axis)
        {
            var indices = node.Input(1);
            if (indices.Constant is not { } constant || !constant.ToInt64s().Any(i => i < 0)) return indices;
            var extent = node.Input(0).Type.Shape![axis];
            var positive = constant.ToInt64s().Select(i => checked((int)(i < 0 ? i + extent : i))).ToArray();
            return cx.Constant($"{node.Name}/indices", Tensor.Create(constant.Shape, positive));
        }
    }
}
