using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Reductions;

public sealed partial record Reduce
{
    internal sealed class Onnx() : OnnxBinding<Reduce>("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd")
    {
        public override Int8Rule Int8(Operator op) => ((Reduce)op).Kind == ReductionKind.Mean ? Int8Rule.Free : Int8Rule.Float;

        /// <summary>The axes are attributes but for ReduceSum; the mean of an image is a GlobalAveragePool. Bools become int32.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            if (op.Axes.Count == 0)
            {
                cx.Emit(Raw("Identity"), [x], node.Outputs);
                return;
            }
            if (op.Kind is ReductionKind.Any or ReductionKind.All)
            {
                WriteBools(node, cx);
                return;
            }
            var rank = x.Type.Shape!.Rank;
            var isImage = op is { KeepAxes: true, Kind: ReductionKind.Mean } && Real(x).Element.IsFloat()
                && rank > 2 && op.Axes.Items.SequenceEqual(Enumerable.Range(2, rank - 2));
            if (isImage) cx.Emit(Raw("GlobalAveragePool"), [x], node.Outputs);
            else if (op.Kind == ReductionKind.Sum)
                cx.Emit(Raw("ReduceSum", Kept(op)), [x, Ints(cx, $"{node.Name}/axes", Axes(op))], node.Outputs);
            else cx.Emit(Raw(Name(op.Kind), ("axes", Axes(op)), Kept(op)), [x], node.Outputs);
        }

        private static void WriteBools(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            RawNode To(ElementType element) => Raw("Cast", ("to", OnnxElementTypes.Code(element)));
            var numbers = Step(cx, $"{node.Name}/numbers", To(ElementType.Int32), x.Type with { Element = ElementType.Int32 }, x);
            var raw = Raw(op.Kind == ReductionKind.Any ? "ReduceMax" : "ReduceMin", ("axes", Axes(op)), Kept(op));
            var number = Step(cx, $"{node.Name}/number", raw, node.Output.Type with { Element = ElementType.Int32 }, numbers);
            cx.Emit(To(ElementType.Bool), [number], node.Outputs);
        }

        private static EquatableArray<long> Axes(Reduce op) => op.Axes.Select(a => (long)a).ToEquatableArray();

        private static (string Name, object Value) Kept(Reduce op) => ("keepdims", op.KeepAxes ? 1L : 0L);

        private static string Name(ReductionKind kind) => kind switch
        {
            ReductionKind.Mean => "ReduceMean",
            ReductionKind.Max => "ReduceMax",
            ReductionKind.Min => "ReduceMin",
            _ => "ReduceProd",
        };

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var kind = cx.Raw.Type switch
            {
                "ReduceSum" => ReductionKind.Sum,
                "ReduceMean" => ReductionKind.Mean,
                "ReduceMax" => ReductionKind.Max,
                "ReduceMin" => ReductionKind.Min,
                _ => ReductionKind.Product,
            };
            return [Arguments(cx) is { } arguments ? cx.Emit(arguments with { Kind = kind }, cx.Input(0)) : cx.Input(0)];
        }
    }

    /// <summary>Norms and logarithms of sums are written out in simpler operators.</summary>
    internal sealed class OnnxComposite() : OnnxBinding("ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (Arguments(cx) is not { } sum)
            {
                cx.Fail("it reduces no axis");
                return [];
            }
            var x = cx.Input(0);
            return
            [
                cx.Raw.Type switch
                {
                    "ReduceL1" => cx.Emit(sum, cx.Emit(new Abs(), x)),
                    "ReduceL2" => cx.Emit(new Sqrt(), cx.Emit(sum, cx.Emit(new Square(), x))),
                    "ReduceSumSquare" => cx.Emit(sum, cx.Emit(new Square(), x)),
                    "ReduceLogSum" => cx.Emit(new Log(), cx.Emit(sum, x)),
                    _ => LogSumExp(cx, sum, x),
                },
            ];
        }

        // m + ln Σ e^(x−m) with m the maximum: no overflow.
        private static Value LogSumExp(ReadContext cx, Reduce sum, Value x)
        {
            var max = cx.Emit(sum with { Kind = ReductionKind.Max, KeepAxes = true }, x);
            var log = cx.Emit(new Log(), cx.Emit(sum with { KeepAxes = true }, cx.Emit(new Exp(), cx.Emit(new Sub(), x, max))));
            var result = cx.Emit(new Add(), log, max);
            if (sum.KeepAxes) return result;
            return cx.Emit(new Reshape(sum.Result(cx.Shape(0)).ToEquatableArray()), result);
        }
    }

    internal sealed class OnnxGlobal() : OnnxBinding("GlobalAveragePool", "GlobalMaxPool")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank;
            if (rank < 2) cx.Fail($"the input {cx.Shape(0)} has no channel axis");
            var kind = cx.Raw.Type == "GlobalAveragePool" ? ReductionKind.Mean : ReductionKind.Max;
            return [cx.Emit(new Reduce(kind, Enumerable.Range(2, rank - 2).ToEquatableArray(), KeepAxes: true), cx.Input(0))];
        }
    }

    /// <summary>A sum over the node's axes; null where it reduces nothing (<c>noop_with_empty_axes</c>).</summary>
    private static Reduce? Arguments(ReadContext cx)
    {
        var rank = cx.Shape(0).Rank;
        var axes = cx.Raw.Has("axes") ? cx.Raw.Ints("axes") : cx.OptionalInts(1) ?? [];
        if (axes.Count == 0)
        {
            if (cx.Raw.Int("noop_with_empty_axes", 0) != 0) return null;
            axes = Enumerable.Range(0, rank).Select(i => (long)i).ToEquatableArray();
        }
        if (axes.Items.Any(a => a < -rank || a >= rank)) cx.Fail($"axes {axes} are out of range for {cx.Shape(0)}");
        var normalized = axes.Items.Select(a => (int)(a < 0 ? a + rank : a)).Distinct().Order().ToEquatableArray();
        return new Reduce(ReductionKind.Sum, normalized, cx.Raw.Int("keepdims", 1) != 0);
    }
}
