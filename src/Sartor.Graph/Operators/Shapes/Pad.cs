using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Elements around a tensor. ONNX Pad 2–21; TFLite PAD, PADV2, MIRROR_PAD.</summary>
/// <param name="Mode">Where the new elements come from.</param>
/// <param name="Before">One ≥ 0 an axis.</param>
/// <param name="After">One ≥ 0 an axis.</param>
/// <param name="Value">What <see cref="PadMode.Constant"/> puts; for a quantised tensor the real value.</param>
public sealed partial record Pad(PadMode Mode, EquatableArray<long> Before, EquatableArray<long> After, double Value) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, Before.Count, Before.Count);
        for (var i = 0; i < x.Rank; i++)
        {
            var longest = Mode switch
            {
                PadMode.Reflect => x[i] - 1,
                PadMode.Symmetric => x[i],
                PadMode.Edge or PadMode.Wrap when x[i] == 0 => 0,
                _ => long.MaxValue,
            };
            if (Math.Max(Before[i], After[i]) > Math.Max(0, longest))
                inputs.Fail($"the size {x[i]} of axis {i} is too short for {Mode} padding of {Before[i]} and {After[i]}");
        }
        return [inputs.Type(0) with { Shape = Result(x) }];
    }

    private Shape Result(Shape x) => new([.. x.Extents.Select((e, i) => checked(e + Before[i] + After[i]))]);

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(this with { Before = permutation.Apply(Before), After = permutation.Apply(After) }, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        var fill = Mode == PadMode.Constant ? Tensor.Scalar(Value).ConvertTo(x.Element) : null;
        var strides = x.Shape.Strides();
        return [ElementCopy.Select(x, Result(x.Shape), fill, index =>
        {
            long place = 0;
            for (var axis = 0; axis < index.Length; axis++)
            {
                var at = Source(index[axis] - Before[axis], x.Shape[axis]);
                if (at < 0) return -1;
                place += at * strides[axis];
            }
            return place;
        })];
    }

    /// <summary>Which element of an axis stands at a place that counts from the first element; −1 for the constant.</summary>
    internal long Source(long at, long extent) => at >= 0 && at < extent ? at : Mode switch
    {
        PadMode.Reflect => at < 0 ? -at : (2 * extent) - 2 - at,
        PadMode.Symmetric => at < 0 ? -at - 1 : (2 * extent) - 1 - at,
        PadMode.Edge => at < 0 ? 0 : extent - 1,
        PadMode.Wrap => ((at % extent) + extent) % extent,
        _ => -1,
    };

    /// <summary>Negative pads cut: they become a <see cref="Slice"/>.</summary>
    internal sealed class Onnx() : OnnxBinding<Pad>("Pad")
    {
        /// <summary>A value other than 0 has to be in the range of input and result.</summary>
        public override Int8Rule Int8(Operator op) =>
            op is Pad { Mode: PadMode.Constant, Value: not 0 } ? Int8Rule.Float : Int8Rule.SameAsInput;

        /// <summary>Modes that operator set 13 lacks are a Gather along each axis.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            if (op.Mode is PadMode.Symmetric or PadMode.Wrap)
            {
                WriteGathers(node, op, cx);
                return;
            }
            var mode = op.Mode switch { PadMode.Constant => "constant", PadMode.Reflect => "reflect", _ => "edge" };
            var pads = Ints(cx, $"{node.Name}/pads", op.Before.Items.Concat(op.After.Items));
            var value = op.Mode == PadMode.Constant && op.Value != 0 ? Number(cx, $"{node.Name}/value", op.Value, Real(x).Element) : null;
            cx.Emit(Raw("Pad", ("mode", mode)), [x, pads, value], node.Outputs);
        }

        private static void WriteGathers(Node node, Pad op, WriteContext cx)
        {
            var x = node.Input(0);
            var shape = x.Type.Shape!;
            var axes = Enumerable.Range(0, shape.Rank).Where(i => op.Before[i] + op.After[i] > 0).DefaultIfEmpty(0).ToArray();
            foreach (var axis in axes)
            {
                var extent = shape[axis];
                var count = extent + op.Before[axis] + op.After[axis];
                shape = shape.With(axis, count);
                var places = Enumerable.Range(0, checked((int)count)).Select(i => op.Source(i - op.Before[axis], extent));
                var made = axis == axes[^1] ? node.Output : cx.Temporary($"{node.Name}/axis{axis}", Real(x) with { Shape = shape }, null);
                cx.Emit(Raw("Gather", ("axis", (long)axis)), [x, Ints(cx, $"{made.Name}/places", places)], [made]);
                x = made;
            }
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            var mode = raw.String("mode", "constant") switch
            {
                "constant" => PadMode.Constant,
                "reflect" => PadMode.Reflect,
                "edge" => PadMode.Edge,
                "wrap" => PadMode.Wrap,
                var other => throw new RawNodeException($"mode '{other}' is not supported"),
            };
            var pads = raw.Version < 11 ? raw.Ints("pads") : cx.ConstantInput(1).ToInt64s().ToEquatableArray();
            var value = raw.Version < 11 ? raw.Float("value", 0) : cx.OptionalInput(2) is null ? 0 : Single(cx, cx.ConstantInput(2));
            var (before, after) = Spread(cx, pads);
            var x = Cut(cx, before, after);
            if (before.Concat(after).All(p => p <= 0)) return [x];
            return [cx.Emit(new Pad(mode, Positive(before), Positive(after), value), x)];
        }

        private static (long[] Before, long[] After) Spread(ReadContext cx, EquatableArray<long> pads)
        {
            var rank = cx.Shape(0).Rank;
            var axes = cx.OptionalInts(3)?.Items.Select(a => cx.Axis(checked((int)a), 0)).ToArray() ?? [.. Enumerable.Range(0, rank)];
            if (pads.Count != 2 * axes.Length) cx.Fail($"{pads.Count} pads do not fit {axes.Length} axes");
            long[] before = new long[rank], after = new long[rank];
            for (var i = 0; i < axes.Length; i++) (before[axes[i]], after[axes[i]]) = (pads[i], pads[i + axes.Length]);
            return (before, after);
        }

        private static Value Cut(ReadContext cx, long[] before, long[] after)
        {
            if (before.Concat(after).All(p => p >= 0)) return cx.Input(0);
            var x = cx.Shape(0);
            var starts = before.Select(p => Math.Max(0, -p)).ToEquatableArray();
            var sizes = x.Extents.Select((e, i) => checked(e - starts[i] - Math.Max(0, -after[i]))).ToEquatableArray();
            if (sizes.Items.Any(s => s < 0)) cx.Fail("negative pads cut more than there is");
            return cx.Emit(new Slice(starts, sizes, sizes.Items.Select(_ => 1L).ToEquatableArray()), cx.Input(0));
        }

        private static double Single(ReadContext cx, Tensor value)
        {
            if (value.Shape.ElementCount != 1) cx.Fail("the value is not a scalar");
            return value.ToDoubles()[0];
        }

        private static EquatableArray<long> Positive(long[] pads) => pads.Select(p => Math.Max(0, p)).ToEquatableArray();
    }
}
