using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>A binding to ONNX operators of the default domain, or <c>domain.Type</c>.</summary>
internal abstract class OnnxBinding(params string[] types) : OperatorBinding("onnx", types)
{
    /// <summary>A node of the operator set that is written.</summary>
    protected static RawNode Raw(string type, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var values = new Dictionary<string, object>(attributes.Length);
        foreach (var (name, value) in attributes) values.Add(name, value);
        return RawNode.Of("onnx", type, OnnxOpset.Written, values);
    }

    /// <summary>Writes a node without attributes whose result only other nodes of the same operator read.</summary>
    /// <param name="cx">Takes it.</param>
    /// <param name="name">Name of the result.</param>
    /// <param name="type">Operator in ONNX.</param>
    /// <param name="result">Type of the result.</param>
    /// <param name="inputs">Its inputs.</param>
    protected static Value Step(WriteContext cx, string name, string type, TensorType result, params Value?[] inputs) =>
        Step(cx, name, Raw(type), result, inputs);

    /// <summary>Writes a node whose result only other nodes of the same operator read.</summary>
    protected static Value Step(WriteContext cx, string name, RawNode raw, TensorType result, params Value?[] inputs)
    {
        var value = cx.Temporary(name, result, null);
        cx.Emit(raw, inputs, [value]);
        return value;
    }

    /// <summary>The type of a value as ONNX's operators see it: integers that stand for floats are dequantized before them.</summary>
    protected static TensorType Real(Value value) => value.Quantization is not null && value.Type.Element.IsInteger()
        ? value.Type with { Element = ElementType.Float32 }
        : value.Type;

    /// <summary>A constant of a type from numbers.</summary>
    protected static Value Number(WriteContext cx, string name, double value, ElementType element) =>
        cx.Constant(name, Tensor.Scalar(value).ConvertTo(element));

    /// <summary>A constant vector of int64, as shapes, axes and pads are.</summary>
    protected static Value Ints(WriteContext cx, string name, params IEnumerable<long> values) =>
        cx.Constant(name, Tensor.Vector<long>([.. values]));
}

/// <summary>A binding that also writes <typeparamref name="TOperator"/>.</summary>
/// <param name="types">Names of the operators it reads; may be empty.</param>
internal abstract class OnnxBinding<TOperator>(params string[] types) : OnnxBinding(types) where TOperator : Operator
{
    public sealed override Type Writes => typeof(TOperator);

    public override IReadOnlyList<Value> Read(ReadContext context) =>
        throw new RawNodeException($"{context.Raw.QualifiedType} is not read");

    /// <summary>The operator of a node.</summary>
    protected static TOperator Of(Node node) => (TOperator)node.Operator;
}
