using System.Diagnostics.CodeAnalysis;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>What <see cref="Operator.Infer"/> sees: types of the inputs, and constants where they are known.</summary>
public sealed class InferenceInputs
{
    private readonly Operator _operator;
    private readonly IReadOnlyList<Value?> _values;
    private readonly string _model;
    private readonly string _node;

    internal InferenceInputs(Operator op, IReadOnlyList<Value?> values, string model, string node)
    {
        _operator = op;
        _values = values;
        _model = model;
        _node = node;
    }

    /// <summary>Number of input slots, left-out ones included.</summary>
    public int Count => _values.Count;

    /// <summary>True when the optional input is there.</summary>
    public bool Has(int index) => index < _values.Count && _values[index] is not null;

    /// <summary>Type of a required input.</summary>
    /// <exception cref="UnsupportedModelException">The input is left out.</exception>
    public TensorType Type(int index)
    {
        if (!Has(index)) Fail($"input {index} is missing");
        return _values[index]!.Type;
    }

    /// <summary>Shape of a required input.</summary>
    public Shape Shape(int index) => Type(index).Shape!;

    /// <summary>Shape of a required input that must have a rank in a range.</summary>
    public Shape Shape(int index, int minimumRank, int maximumRank = int.MaxValue)
    {
        var shape = Shape(index);
        if (shape.Rank < minimumRank || shape.Rank > maximumRank)
            Fail(
                $"input {index} is {shape}, of rank {shape.Rank}; expected "
                + $"{(minimumRank == maximumRank ? minimumRank : $"at least {minimumRank}")}");
        return shape;
    }

    /// <summary>Element type of a required input.</summary>
    public ElementType Element(int index) => Type(index).Element;

    /// <summary>Data of an input that is constant; null otherwise.</summary>
    public Tensor? Constant(int index) => Has(index) ? _values[index]!.Constant : null;

    /// <summary>Axis as 0 … rank−1.</summary>
    /// <exception cref="UnsupportedModelException">It is out of range.</exception>
    public int Axis(int axis, int rank)
    {
        if (axis < -rank || axis >= rank) Fail($"axis {axis} is out of range for rank {rank}");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Reports that the inputs do not fit.</summary>
    /// <exception cref="UnsupportedModelException">Always; it names model, node and operator.</exception>
    [DoesNotReturn]
    public void Fail(string problem) => throw new UnsupportedModelException(_model, $"node '{_node}' ({_operator.Name})", problem);
}
