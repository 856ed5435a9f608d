using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Reductions along axes.</summary>
internal static class MilReductions
{
    private static readonly (ReductionKind Kind, string Type)[] s_kinds =
    [
        (ReductionKind.Sum, "reduce_sum"), (ReductionKind.Mean, "reduce_mean"), (ReductionKind.Max, "reduce_max"),
        (ReductionKind.Min, "reduce_min"), (ReductionKind.Product, "reduce_prod"), (ReductionKind.Any, "reduce_max"),
        (ReductionKind.All, "reduce_min"),
    ];

    private static (EquatableArray<int> Axes, bool Keeps) Axes(ReadContext cx)
    {
        var all = Enumerable.Range(0, cx.Shape(0).Rank).Select(a => (long)a).ToEquatableArray();
        var axes = cx.Raw.Ints("axes", all).Items.Select(a => cx.Axis(checked((int)a), 0)).Distinct().Order().ToEquatableArray();
        return (axes, cx.Raw.Int("keep_dims", 0) != 0);
    }

    internal sealed class OfReduce() : MilBinding<Reduce>([.. s_kinds.Select(k => k.Type).Distinct()])
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (axes, keeps) = Axes(cx);
            return [cx.Emit(new Reduce(s_kinds.First(k => k.Type == cx.Raw.Type).Kind, axes, keeps), cx.Input(0))];
        }

        /// <summary>Of true and false, the greatest and the least of 1 and 0.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            var type = s_kinds.First(k => k.Kind == op.Kind).Type;
            if (op.Axes.Count == 0)
            {
                cx.Emit(Raw("identity"), [x], node.Outputs);
                return;
            }
            if (op.Kind == ReductionKind.Mean) RequireFloats(cx, node);
            var raw = Raw(type, ("axes", op.Axes.Items.Select(a => (long)a).ToEquatableArray()), ("keep_dims", Flag(op.KeepAxes)));
            if (x.Type.Element != ElementType.Bool)
            {
                cx.Emit(raw, [x], node.Outputs);
                return;
            }
            TensorType Whole(TensorType of) => of with { Element = ElementType.Int32 };
            var numbers = Step(cx, $"{node.Name}/numbers", Raw("cast", ("dtype", "int32")), Whole(x.Type), x);
            var made = Step(cx, $"{node.Name}/made", raw, Whole(node.Output.Type), numbers);
            cx.Emit(Raw("cast", ("dtype", "bool")), [made], node.Outputs);
        }
    }

    /// <summary>Reductions that are others with a function before or behind.</summary>
    internal sealed class Combined() : MilBinding(
        "reduce_l1_norm", "reduce_l2_norm", "reduce_log_sum", "reduce_log_sum_exp", "reduce_sum_square")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (axes, keeps) = Axes(cx);
            var x = cx.Input(0);
            Value Sum(Value of) => cx.Emit(new Reduce(ReductionKind.Sum, axes, keeps), of);
            switch (cx.Raw.Type)
            {
                case "reduce_l1_norm": return [Sum(cx.Emit(new Abs(), x))];
                case "reduce_l2_norm": return [cx.Emit(new Sqrt(), Sum(cx.Emit(new Square(), x)))];
                case "reduce_log_sum": return [cx.Emit(new Log(), Sum(x))];
                case "reduce_sum_square": return [Sum(cx.Emit(new Square(), x))];
            }
            // The greatest element first, so that no power overflows.
            var top = cx.Emit(new Reduce(ReductionKind.Max, axes, true), x);
            var sum = cx.Emit(new Log(), Sum(cx.Emit(new Exp(), cx.Emit(new Sub(), x, top))));
            var peak = keeps ? top : cx.Emit(new Reduce(ReductionKind.Max, axes, false), x);
            return [cx.Emit(new Add(), sum, peak)];
        }
    }

    internal abstract class Extremum<TOperator>(string type, Func<int, bool, TOperator> make) : MilBinding<TOperator>(type)
        where TOperator : ArgExtremum
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(make(cx.Axis(cx.Raw.Int32("axis", -1), 0), cx.Raw.Int("keep_dims", 0) != 0), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            ArgExtremum op = Of(node);
            if (op.SelectsLast) cx.Fail(node, "Core ML finds the first of equal elements, not the last");
            cx.Emit(Raw(type, ("axis", (long)op.Axis), ("keep_dims", Flag(op.KeepAxis))), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class OfArgMax()
        : Extremum<ArgMax>("reduce_argmax", (axis, keeps) => new ArgMax(axis, keeps, Index: ElementType.Int32));

    internal sealed class OfArgMin()
        : Extremum<ArgMin>("reduce_argmin", (axis, keeps) => new ArgMin(axis, keeps, Index: ElementType.Int32));

    internal sealed class OfCumulativeSum() : MilBinding<CumulativeSum>("cumsum")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var op = new CumulativeSum(
                cx.Axis(cx.Raw.Int32("axis", 0), 0), cx.Raw.Int("exclusive", 0) != 0, cx.Raw.Int("reverse", 0) != 0);
            return [cx.Emit(op, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            cx.Emit(
                Raw("cumsum", ("axis", (long)op.Axis), ("exclusive", Flag(op.Exclusive)), ("reverse", Flag(op.Reverse))), [node.Input(0)],
                node.Outputs);
        }
    }

    internal sealed class OfTopK() : MilBinding<TopK>("topk")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Axis(cx.Raw.Int32("axis", -1), 0) != cx.Shape(0).Rank - 1 || cx.Raw.Int("ascending", 0) != 0
                || cx.Raw.Int("return_indices", 1) == 0)
                cx.Fail("least elements, another axis than the last, and values without indices are not supported");
            return cx.EmitMany(new TopK(cx.Raw.Int("k", 1), ElementType.Int32), cx.Input(0));
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("topk", ("k", Of(node).Count), ("axis", -1L), ("ascending", 0L), ("sort", 1L), ("return_indices", 1L)), [node.Input(0)],
            node.Outputs);
    }
}
