using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>A function of two elements at the same place, with NumPy's multidirectional broadcasting.</summary>
public abstract record ElementwiseBinary : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var shape = Shape.Broadcast(inputs.Shape(0), inputs.Shape(1));
        if (shape is null) inputs.Fail($"{inputs.Shape(0)} and {inputs.Shape(1)} do not broadcast");
        if (inputs.Element(0) != inputs.Element(1)) inputs.Fail($"element types {inputs.Element(0).Label()} and {inputs.Element(1).Label()} differ");
        return [new TensorType(ResultElement(inputs.Element(0)), shape)];
    }

    /// <summary>Element type of the result; comparisons give bool.</summary>
    protected virtual ElementType ResultElement(ElementType operand) => operand;

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => Broadcasting.Pass(this, permutation, types);

    /// <summary>The function for floating-point operands.</summary>
    public abstract double Apply(double x, double y);

    /// <summary>The function for integer operands.</summary>
    public virtual long Apply(long x, long y) => (long)Apply((double)x, y);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!, y = inputs[1]!;
        if (Shape.Broadcast(x.Shape, y.Shape) is not { } shape) return null;
        if (x.Element.IsFloat())
            return [Tensor.Create(shape, Broadcasting.Zip<double, double>(x.ToDoubles(), x.Shape, y.ToDoubles(), y.Shape, shape, Apply)).ConvertTo(ResultElement(x.Element))];
        if (!x.Element.IsInteger() && x.Element != ElementType.Bool) return null;
        return [Tensor.Create(shape, Broadcasting.Zip<long, long>(x.ToInt64s(), x.Shape, y.ToInt64s(), y.Shape, shape, Apply)).ConvertTo(ResultElement(x.Element))];
    }
}
