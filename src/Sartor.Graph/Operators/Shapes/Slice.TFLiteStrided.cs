using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

public sealed partial record Slice
{
    /// <summary>
    /// STRIDED_SLICE: NumPy's indexing, with bit masks for what an index leaves out, adds and drops (tf.strided_slice). An axis that is
    /// dropped and has no begin drops to its first element, as the runtime has it (strided_slice_logic.h).
    /// </summary>
    internal sealed class TFLiteStrided() : OperatorBinding("tflite", "STRIDED_SLICE")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            long[] starts = cx.ConstantInput(1).ToInt64s(), ends = cx.ConstantInput(2).ToInt64s(), steps = cx.ConstantInput(3).ToInt64s();
            if (starts.Length != ends.Length || starts.Length != steps.Length || starts.Length > 32 || steps.Any(s => s == 0))
                cx.Fail(
                    $"starts [{string.Join(',', starts)}], ends [{string.Join(',', ends)}] and steps [{string.Join(',', steps)}] do "
                    + "not fit");
            if (cx.Raw.Int("offset", 0) != 0)
            {
                for (var i = 0; i < ends.Length; i++) ends[i] = checked(starts[i] + ends[i]);
            }
            var plan = new Plan(x, cx.Raw, starts, ends, steps);
            if (plan.Problem is { } problem) cx.Fail(problem);
            var slice = cx.Emit(FromBounds(x, plan.Axes, plan.Starts, plan.Ends, plan.Steps), cx.Input(0));
            var extents = plan.Result(slice.Type.Shape!);
            return [extents.SequenceEqual(slice.Type.Shape!.Extents) ? slice : cx.Emit(new Reshape(extents.ToEquatableArray()), slice)];
        }
    }

    /// <summary>The indices of a STRIDED_SLICE, one after the other, with the axis each stands for.</summary>
    private sealed class Plan
    {
        private const int New = -1;

        // What becomes of the result's axes in order: an axis of the input, or a new one.
        private readonly List<int> _result = [];

        public Plan(Shape x, RawNode raw, long[] starts, long[] ends, long[] steps)
        {
            bool Bit(string mask, int index) => (raw.Int(mask, 0) >> index & 1) != 0;
            var consuming = Enumerable.Range(0, starts.Length).Count(i => !Bit("ellipsis_mask", i) && !Bit("new_axis_mask", i));
            var axis = 0;
            for (var i = 0; i < starts.Length; i++)
            {
                if (Bit("ellipsis_mask", i))
                {
                    for (var rest = x.Rank - consuming; rest > 0; rest--) _result.Add(axis++);
                }
                else if (Bit("new_axis_mask", i))
                {
                    _result.Add(New);
                }
                else if (axis >= x.Rank)
                {
                    Problem = $"{consuming} indices for {x}";
                    return;
                }
                else
                {
                    var drops = Bit("shrink_axis_mask", i);
                    Axes.Add(axis);
                    Add(starts[i], ends[i], steps[i], Bit("begin_mask", i), !drops && Bit("end_mask", i), drops, x[axis]);
                    if (!drops) _result.Add(axis);
                    axis++;
                }
            }
            for (; axis < x.Rank; axis++) _result.Add(axis);
        }

        public string? Problem { get; private set; }

        public List<int> Axes { get; } = [];

        public List<long> Starts { get; } = [];

        public List<long> Ends { get; } = [];

        public List<long> Steps { get; } = [];

        public long[] Result(Shape slice) => [.. _result.Select(axis => axis == New ? 1 : slice[axis])];

        private void Add(long start, long end, long step, bool fromEdge, bool toEdge, bool drops, long extent)
        {
            if (fromEdge) start = step > 0 ? 0 : extent - 1;
            if (drops)
            {
                start = start < 0 ? start + extent : start;
                if (start < 0 || start >= extent) Problem = $"index {start} is out of range for size {extent}";
                (end, step) = (start + 1, 1);
            }
            Starts.Add(start);
            Ends.Add(!toEdge ? end : step > 0 ? long.MaxValue : long.MinValue);
            Steps.Add(step);
        }
    }
}
