using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

public sealed partial record Reduce
{
    internal sealed class TFLite() : TFLiteBinding<Reduce>(
        "MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "REDUCE_ANY", "REDUCE_ALL")
    {
        private static readonly ReductionKind[] Kinds =
            [
                ReductionKind.Mean, ReductionKind.Sum, ReductionKind.Max, ReductionKind.Min, ReductionKind.Product, ReductionKind.Any,
                ReductionKind.All];

        private static readonly TFLiteVersions[] Versions =
            [new(2, 3), new(2), new(2, 3), new(2, 3), new(2, 2), TFLiteVersions.One, TFLiteVersions.One];

        public override Int8Rule Int8(Operator op) => ((Reduce)op).Kind switch
        {
            ReductionKind.Mean => Int8Rule.Free,
            ReductionKind.Max or ReductionKind.Min => Int8Rule.SameAsInput,
            // The sum of 2.9 (reference_ops::QuantizedMeanOrSum) wraps where it leaves int8.
            _ => Int8Rule.Float,
        };

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axes = cx.ConstantInput(1).ToInt64s().Select(a => cx.Axis(checked((int)a), 0)).Distinct().Order();
            return [cx.Emit(
                new Reduce(Kinds[Types.ToList().IndexOf(cx.Raw.Type)], axes.ToEquatableArray(), cx.Raw.Int("keep_dims", 0) != 0),
                cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Reduce)node.Operator;
            var kind = Array.IndexOf(Kinds, op.Kind);
            cx.Emit(
                RawNode.Of(
                    "tflite", Types[kind], Versions[kind].Of(node),
                    new Dictionary<string, object> { ["keep_dims"] = op.KeepAxes ? 1L : 0L }),
                [node.Input(0), cx.Constant($"{node.Name}/axes", Tensor.Vector(op.Axes.AsSpan()))],
                node.Outputs);
        }
    }
}
