using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>
/// One element of all along some axes. ONNX Reduce* 1–20, GlobalAveragePool, GlobalMaxPool; TFLite MEAN, SUM, REDUCE_MAX, REDUCE_MIN,
/// REDUCE_PROD, REDUCE_ANY, REDUCE_ALL.
/// </summary>
/// <param name="Kind">The function.</param>
/// <param name="Axes">0 … rank−1, ascending, each once.</param>
/// <param name="KeepAxes">Reduced axes stay with extent 1.</param>
public sealed partial record Reduce(ReductionKind Kind, EquatableArray<int> Axes, bool KeepAxes) : Operator
{
    public override string Name => $"Reduce{Kind}";

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0);
        foreach (var axis in Axes) inputs.Axis(axis, x.Rank);
        return [inputs.Type(0) with { Shape = new Shape([.. Result(x)]) }];
    }

    private IEnumerable<long> Result(Shape x) =>
        x.Extents.Select((e, i) => Axes.Items.Contains(i) ? KeepAxes ? 1 : -1 : e).Where(e => e >= 0);

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => AxisPropagations.FirstInput(
        this with { Axes = Axes.Items.Select(permutation.NewAxis).Order().ToEquatableArray() }, permutation, types,
        KeepAxes ? permutation : permutation.Without([.. Axes.Items]));

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var shape = new Shape([.. Result(x.Shape)]);
        var kept = new Shape([.. x.Shape.Extents.Select((e, i) => Axes.Items.Contains(i) ? 1 : e)]);
        var steps = Broadcasting.Steps(kept, x.Shape);
        if (x.Element.IsFloat()) return [Elements.FromDoubles(shape, Floats(x, steps, shape), x.Element)];
        if (!x.Element.IsInteger() && x.Element != ElementType.Bool) return null;
        if (Kind == ReductionKind.Mean) return [Elements.FromDoubles(shape, Floats(x, steps, shape), x.Element)];
        var identity = Kind switch
        {
            ReductionKind.Max => long.MinValue,
            ReductionKind.Min => long.MaxValue,
            ReductionKind.Product or ReductionKind.All => 1,
            _ => 0,
        };
        return [Elements.FromInt64s(shape, Fold(x.ToInt64s(), x.Shape, steps, shape, identity, Apply), x.Element)];
    }

    private double[] Floats(Tensor x, long[] steps, Shape shape)
    {
        var identity = Kind switch
        {
            ReductionKind.Max => double.NegativeInfinity,
            ReductionKind.Min => double.PositiveInfinity,
            ReductionKind.Product => 1,
            _ => 0,
        };
        var result = Fold(x.ToDoubles(), x.Shape, steps, shape, identity, Apply);
        if (Kind != ReductionKind.Mean) return result;
        var count = (double)x.Shape.ElementCount / Math.Max(1, shape.ElementCount);
        return Array.ConvertAll(result, v => v / count);
    }

    private double Apply(double a, double b) => Kind switch
    {
        ReductionKind.Max => Math.Max(a, b),
        ReductionKind.Min => Math.Min(a, b),
        ReductionKind.Product => a * b,
        _ => a + b,
    };

    private long Apply(long a, long b) => Kind switch
    {
        ReductionKind.Max => Math.Max(a, b),
        ReductionKind.Min => Math.Min(a, b),
        ReductionKind.Product => a * b,
        ReductionKind.Any => a | b,
        ReductionKind.All => a & b,
        _ => a + b,
    };

    private static T[] Fold<T>(T[] x, Shape shape, long[] steps, Shape result, T identity, Func<T, T, T> apply)
    {
        var folded = new T[result.ElementCount];
        Array.Fill(folded, identity);
        var index = new long[shape.Rank];
        foreach (var value in x)
        {
            ref var place = ref folded[ElementCopy.Place(index, steps)];
            place = apply(place, value);
            ElementCopy.Next(index, shape);
        }
        return folded;
    }
}
