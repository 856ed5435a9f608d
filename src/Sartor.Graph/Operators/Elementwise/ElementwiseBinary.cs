using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>A function of two elements at the same place, with NumPy's multidirectional broadcasting.</summary>
public abstract record ElementwiseBinary : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var shape = Shape.Broadcast(inputs.Shape(0), inputs.Shape(1));
        if (shape is null) inputs.Fail($"{inputs.Shape(0)} and {inputs.Shape(1)} do not broadcast");
        if (!MixesElements && inputs.Element(0) != inputs.Element(1))
            inputs.Fail($"element types {inputs.Element(0).Label()} and {inputs.Element(1).Label()} differ");
        return [new TensorType(ResultElement(inputs.Element(0)), shape)];
    }

    /// <summary>True when the operands may be of different types; the result is then of the first one's.</summary>
    protected virtual bool MixesElements => false;

    /// <summary>Element type of the result; comparisons give bool.</summary>
    protected virtual ElementType ResultElement(ElementType operand) => operand;

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        Broadcasting.PermuteThrough(this, permutation, types);

    /// <summary>The function for floating-point operands.</summary>
    public abstract double Apply(double x, double y);

    /// <summary>The function for integer operands; the result wraps to the width of the type.</summary>
    /// <exception cref="DivideByZeroException">It has no value there; nothing is folded.</exception>
    public virtual long Apply(long x, long y) => (long)Apply((double)x, y);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!, y = inputs[1]!;
        if (Shape.Broadcast(x.Shape, y.Shape) is not { } shape) return null;
        var result = ResultElement(x.Element);
        if (x.Element.IsFloat() || y.Element.IsFloat())
        {
            var activation = (this as IFusedActivation)?.Activation ?? Activation.None;
            var values = Broadcasting.Zip<double, double>(
                x.ToDoubles(), x.Shape, y.ToDoubles(), y.Shape, shape, (a, b) => activation.Apply(Apply(a, b)));
            return [Elements.FromDoubles(shape, values, result)];
        }
        if (!x.Element.IsInteger() && x.Element != ElementType.Bool) return null;
        if (this is IFusedActivation { Activation: not Activation.None }) return null;
        try
        {
            return [Elements.FromInt64s(
                shape, Broadcasting.Zip<long, long>(x.ToInt64s(), x.Shape, y.ToInt64s(), y.Shape, shape, Apply), result)];
        }
        catch (DivideByZeroException)
        {
            return null;
        }
    }
}
