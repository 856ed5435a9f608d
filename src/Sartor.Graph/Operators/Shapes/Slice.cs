using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>
/// Regularly spaced elements along each axis: Sizes[i] of them from Starts[i] on, Steps[i] apart. ONNX Slice 1–13; TFLite SLICE,
/// STRIDED_SLICE.
/// </summary>
/// <param name="Starts">Index of the first element, one an axis.</param>
/// <param name="Sizes">The result's extents.</param>
/// <param name="Steps">Not 0; negative ones go backward.</param>
public sealed partial record Slice(EquatableArray<long> Starts, EquatableArray<long> Sizes, EquatableArray<long> Steps) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, Starts.Count, Starts.Count);
        for (var i = 0; i < x.Rank; i++)
        {
            if (Sizes[i] == 0) continue;
            var last = checked(Starts[i] + ((Sizes[i] - 1) * Steps[i]));
            if (Starts[i] < 0 || Starts[i] >= x[i] || last < 0 || last >= x[i])
                inputs.Fail($"elements {Starts[i]} to {last} of axis {i} are not inside {x}");
        }
        return [inputs.Type(0) with { Shape = new Shape(Sizes.AsSpan()) }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => AxisPropagations.FirstInput(
        new Slice(permutation.Apply(Starts), permutation.Apply(Sizes), permutation.Apply(Steps)), permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        var strides = x.Shape.Strides();
        return [ElementCopy.Strided(
            x, new Shape(Sizes.AsSpan()), ElementCopy.Place(Starts.AsSpan(), strides), [.. strides.Select((s, i) => s * Steps[i])])];
    }

    /// <summary>
    /// The slice of NumPy's <c>start:end:step</c> along some axes: negative bounds count from the end, bounds outside are cut.
    /// </summary>
    public static Slice FromBounds(
        Shape x, IReadOnlyList<int> axes, IReadOnlyList<long> starts, IReadOnlyList<long> ends, IReadOnlyList<long> steps)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        var result = (Starts: new long[x.Rank], Sizes: x.Extents.ToArray(), Steps: Enumerable.Repeat(1L, x.Rank).ToArray());
        for (var i = 0; i < axes.Count; i++)
        {
            long extent = x[axes[i]], step = steps[i], low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
            if (step == 0) throw new ArgumentException("a step is 0", nameof(steps));
            var start = Math.Clamp(starts[i] < 0 ? starts[i] + extent : starts[i], low, Math.Max(low, high));
            var end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i], long.MinValue + extent) + extent : ends[i], low, Math.Max(low, high));
            var span = (Int128)end - start;
            var size = (long)Int128.Max(0, (span + step - Math.Sign(step)) / step);
            (result.Starts[axes[i]], result.Sizes[axes[i]], result.Steps[axes[i]]) = (size == 0 ? 0 : start, size, size <= 1 ? 1 : step);
        }
        return new Slice(result.Starts.ToEquatableArray(), result.Sizes.ToEquatableArray(), result.Steps.ToEquatableArray());
    }

    internal sealed class Onnx() : OnnxBinding<Slice>("Slice")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        /// <summary>Only the axes that are cut; an end before the first element is the lowest number: −1 counts from the end.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            int[] axes = [.. Enumerable.Range(0, x.Rank).Where(i => op.Sizes[i] != x[i] || op.Steps[i] != 1)];
            if (axes.Length == 0)
            {
                cx.Emit(Raw("Identity"), node.Inputs, node.Outputs);
                return;
            }
            var ends = axes.Select(i => op.Starts[i] + (op.Sizes[i] * op.Steps[i])).Select(e => e < 0 ? long.MinValue : e);
            Value Vector(string name, IEnumerable<long> values) => Ints(cx, $"{node.Name}/{name}", values);
            cx.Emit(
                Raw("Slice"),
                [
                    node.Input(0), Vector("starts", axes.Select(i => op.Starts[i])), Vector("ends", ends),
                    Vector("axes", axes.Select(i => (long)i)), Vector("steps", axes.Select(i => op.Steps[i])),
                ],
                node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var attributes = cx.Raw.Version < 10;
            var starts = attributes ? cx.Raw.Ints("starts") : cx.ConstantInput(1).ToInt64s().ToEquatableArray();
            var ends = attributes ? cx.Raw.Ints("ends") : cx.ConstantInput(2).ToInt64s().ToEquatableArray();
            var given = attributes ? cx.Raw.Has("axes") ? cx.Raw.Ints("axes") : null : cx.OptionalInts(3);
            var axes = given?.Items.Select(a => cx.Axis(checked((int)a), 0)).ToArray() ?? [.. Enumerable.Range(0, starts.Count)];
            var steps = (attributes ? null : cx.OptionalInts(4)) ?? starts.Items.Select(_ => 1L).ToEquatableArray();
            if (ends.Count != starts.Count || axes.Length != starts.Count || steps.Count != starts.Count || axes.Length > cx.Shape(0).Rank
                || axes.Distinct().Count() != axes.Length)
                cx.Fail($"starts {starts}, ends {ends}, axes and steps {steps} do not fit {cx.Shape(0)}");
            // Unlike NumPy's, a start before the first element is the first element also where the slice goes backward (Slice 10 on).
            var firsts = starts.Items.Select(
                (start, i) => steps[i] < 0 ? Math.Max(start, -cx.Shape(0)[axes[i]]) : start).ToEquatableArray();
            return [cx.Emit(FromBounds(cx.Shape(0), axes, firsts, ends, steps), cx.Input(0))];
        }
    }
}
