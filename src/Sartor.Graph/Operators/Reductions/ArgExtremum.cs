using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>The index of an extreme element along an axis.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="KeepAxis">The axis stays with extent 1.</param>
/// <param name="SelectsLast">Among equal elements the last one wins, else the first.</param>
/// <param name="Index">Element type of the result: int64, int32.</param>
public abstract record ArgExtremum(int Axis, bool KeepAxis, bool SelectsLast, ElementType Index) : Operator, IIndexResult
{
    /// <summary>True when <paramref name="x"/> is more extreme than <paramref name="best"/>.</summary>
    protected abstract bool Beats(double x, double best);

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        inputs.Axis(Axis, x.Rank);
        if (x[Axis] == 0) inputs.Fail($"axis {Axis} of {x} is empty");
        return [new TensorType(Index, Result(x))];
    }

    private Shape Result(Shape x) => KeepAxis ? x.With(Axis, 1) : new Shape([.. x.Extents.Where((_, i) => i != Axis)]);

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => AxisPropagations.FirstInput(
        this with { Axis = permutation.NewAxis(Axis) }, permutation, types, KeepAxis ? permutation : permutation.Without([Axis]));

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat() && !x.Element.IsInteger()) return null;
        var values = x.ToDoubles();
        var runs = AxisRuns.Along(x.Shape, Axis);
        var result = new List<long>();
        runs.ForEach(start =>
        {
            long best = 0;
            for (long k = 1; k < runs.Length; k++)
            {
                double candidate = values[start + (k * runs.Inner)], leader = values[start + (best * runs.Inner)];
                if (Beats(candidate, leader) || (SelectsLast && candidate == leader)) best = k;
            }
            result.Add(best);
        });
        return [Elements.FromInt64s(Result(x.Shape), [.. result], Index)];
    }
}
