using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>A function of each element by itself; shape and element type stay.</summary>
public abstract record ElementwiseUnary : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0)];

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        new(this, [permutation], [permutation]);

    /// <summary>The function in double precision.</summary>
    public abstract double Apply(double x);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat() && !x.Element.IsInteger()) return null;
        return [Tensor.Create(x.Shape, Array.ConvertAll(x.ToDoubles(), Apply)).ConvertTo(x.Element)];
    }
}
