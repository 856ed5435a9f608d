using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>A function of all elements along one axis that keeps the shape.</summary>
/// <param name="Axis">0 … rank−1.</param>
public abstract record AxisFunction(int Axis) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        inputs.Axis(Axis, inputs.Shape(0, 1).Rank);
        return [inputs.Type(0)];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => permutation.Rank == 0
        ? null
        : AxisPropagations.FirstInput(WithAxis(permutation.NewAxis(Axis)), permutation, types);

    protected abstract AxisFunction WithAxis(int axis);

    /// <summary>Replaces the elements along the axis.</summary>
    protected abstract void Apply(Span<double> vector);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat()) return null;
        var values = x.ToDoubles();
        var runs = AxisRuns.Along(x.Shape, Axis);
        var vector = new double[runs.Length];
        runs.ForEach(start =>
        {
            for (var k = 0; k < vector.Length; k++) vector[k] = values[start + (k * runs.Inner)];
            Apply(vector);
            for (var k = 0; k < vector.Length; k++) values[start + (k * runs.Inner)] = vector[k];
        });
        return [Elements.FromDoubles(x.Shape, values, x.Element)];
    }
}
