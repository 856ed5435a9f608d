using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>A binding to operations of MIL. Inputs of a raw node are the tensors of the signature in its order.</summary>
internal abstract class MilBinding(params string[] types) : OperatorBinding(CoreMlFormat.FormatName, types)
{
    public override IReadOnlyList<Value> Read(ReadContext cx) => throw new InvalidOperationException("reads nothing");

    /// <summary>An operation with constant arguments: long (also for a bool), float, text, or an array of long.</summary>
    protected internal static RawNode Raw(string type, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var values = new Dictionary<string, object>(arguments.Length, StringComparer.Ordinal);
        foreach (var (name, value) in arguments) values.Add(name, value);
        return RawNode.Of(CoreMlFormat.FormatName, type, 1, values);
    }

    /// <summary>A step on the way to a result.</summary>
    protected static Value Step(WriteContext cx, string name, RawNode raw, TensorType type, params ReadOnlySpan<Value?> inputs)
    {
        var value = cx.Temporary(name, type, null);
        cx.Emit(raw, inputs.ToArray(), [value]);
        return value;
    }

    /// <summary>A number of the type of the floats.</summary>
    protected static Value Number(WriteContext cx, Node node, double value) =>
        cx.Constant($"{node.Name}/{value}", Tensor.Scalar((float)value));

    /// <summary>Whether the operands of a node are floats; refuses it where they are not.</summary>
    protected static void RequireFloats(WriteContext cx, Node node, int index = 0)
    {
        if (node.Input(index).Type.Element is not ElementType.Float32)
            cx.Fail(node, $"Core ML computes it for floats only, and '{node.Input(index).Name}' is "
                + $"{node.Input(index).Type.Element.Label()}");
    }

    /// <summary>Whether a value is in the file, as floats or stored in fewer bits.</summary>
    protected static bool IsStored(Value value) => value.Constant is not null
        || value.Producer is { Operator: Graph.Operators.Conversions.Dequantize } step && step.Input(0).Constant is not null;

    /// <summary>The shape of the result of a node.</summary>
    protected static Shape Made(Node node) => node.Outputs[0].Type.Shape!;

    protected static EquatableArray<long> List(params IEnumerable<long> values) => values.ToEquatableArray();

    protected static object Flag(bool value) => value ? 1L : 0L;
}

/// <summary>A binding that also writes <typeparamref name="TOperator"/>.</summary>
internal abstract class MilBinding<TOperator>(params string[] types) : MilBinding(types) where TOperator : Operator
{
    public override Type Writes => typeof(TOperator);

    protected static TOperator Of(Node node) => (TOperator)node.Operator;
}
