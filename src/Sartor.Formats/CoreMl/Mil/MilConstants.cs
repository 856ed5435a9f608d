using Sartor.Core;
using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>Collects operations, and makes one for each constant before that which reads it; equal small ones are shared.</summary>
/// <param name="unique">A name that nothing else has, like the wanted one.</param>
internal sealed class MilConstants(Func<string, string> unique)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly List<MessageWriter> _operations = [];
    private readonly List<Tensor> _weights = [];
    private long _next = BlobFile.Alignment;

    /// <summary>All operations in their order.</summary>
    public IReadOnlyList<MessageWriter> Operations => _operations;

    /// <summary>What the file of weights holds, in its order.</summary>
    public IReadOnlyList<Tensor> Weights => _weights;

    /// <summary>Adds an operation.</summary>
    /// <param name="type">Its name in MIL.</param>
    /// <param name="arguments">The names of the values that each argument is bound to.</param>
    /// <param name="outputs">Names and types of what it makes.</param>
    public void Operation(
        string type, IReadOnlyList<(string Name, IReadOnlyList<string> Values)> arguments,
        IReadOnlyList<(string Name, TensorType Type)> outputs)
    {
        var operation = new MessageWriter().Text(MilFields.Operation.Type, type);
        foreach (var (name, values) in arguments)
        {
            var argument = new MessageWriter();
            foreach (var value in values)
                argument.Message(MilFields.Argument.Bindings, new MessageWriter().Text(MilFields.Argument.Name, value));
            operation.Message(MilFields.Operation.Inputs, MilMessages.Entry(name, argument));
        }
        foreach (var (name, made) in outputs) operation.Message(MilFields.Operation.Outputs, MilMessages.Named(name, made));
        Add(operation, [("name", MilMessages.Text(outputs[0].Name))]);
    }

    /// <summary>The name of text.</summary>
    public string Text(string wanted, string text) =>
        Shared($"s {text}", wanted, ElementType.Unknown, Shape.Scalar, MilMessages.Text(text));

    /// <summary>The name of a constant argument.</summary>
    /// <param name="wanted">What it should be called.</param>
    /// <param name="kind">As <see cref="MilSignature"/> has it.</param>
    /// <param name="value">A long, a float, text, or longs.</param>
    /// <param name="real">Element type of floats.</param>
    public string Parameter(string wanted, string kind, object value, ElementType real) => (kind, value) switch
    {
        ("s", string text) => Text(wanted, text),
        ("f", float number) => Tensor(wanted, Core.Tensor.Scalar(number).ConvertTo(real)),
        ("i" or "n", long number) => Tensor(wanted, Core.Tensor.Scalar(checked((int)number))),
        ("n", float number) => Tensor(wanted, Core.Tensor.Scalar(number)),
        ("b", long flag) => Tensor(wanted, Core.Tensor.Scalar(flag != 0)),
        ("is", EquatableArray<long> list) => Tensor(wanted, Core.Tensor.Vector<int>([.. list.Items.Select(v => checked((int)v))])),
        ("bs", EquatableArray<long> list) => Tensor(wanted, Core.Tensor.Vector<bool>([.. list.Items.Select(v => v != 0)])),
        _ => throw new ArgumentException($"{wanted} of kind {kind} is a {value.GetType()}", nameof(value)),
    };

    /// <summary>The name of a tensor.</summary>
    public string Tensor(string wanted, Tensor tensor)
    {
        if (IsStored(tensor)) return Constant(wanted, tensor.Element, tensor.Shape, Value(tensor));
        var key = $"{tensor.Type} {Convert.ToHexString(tensor.Data.Span)}";
        return Shared(key, wanted, tensor.Element, tensor.Shape, MilMessages.Immediate(tensor));
    }

    /// <summary>The name of floats that are stored as integers.</summary>
    /// <param name="wanted">What it should be called.</param>
    /// <param name="integers">int8 or uint8.</param>
    /// <param name="scales">A scalar, or one for each index of the axis.</param>
    /// <param name="zeros">As many, of the type of the integers.</param>
    /// <param name="axis">The axis.</param>
    public string Expanded(string wanted, Tensor integers, Tensor scales, Tensor zeros, int axis)
    {
        var name = unique(wanted);
        var operation = new MessageWriter().Text(MilFields.Operation.Type, "constexpr_affine_dequantize")
            .Message(MilFields.Operation.Outputs, MilMessages.Named(name, integers.Type with { Element = scales.Element }));
        Add(operation,
        [
            ("name", MilMessages.Text(name)), ("quantized_data", Value(integers)), ("zero_point", Value(zeros)), ("scale", Value(scales)),
            ("axis", MilMessages.Immediate(Core.Tensor.Scalar(axis))),
        ]);
        return name;
    }

    private static bool IsStored(Tensor tensor) => tensor.Shape.ElementCount >= MilLimits.SmallestBlob
        && tensor.Element is ElementType.Float16 or ElementType.Float32 or ElementType.Int8 or ElementType.UInt8;

    private MessageWriter Value(Tensor tensor)
    {
        if (!IsStored(tensor)) return MilMessages.Immediate(tensor);
        var at = _next;
        _weights.Add(tensor);
        _next = BlobFile.Next(at, tensor);
        return MilMessages.Stored(tensor.Type, at);
    }

    private string Shared(string key, string wanted, ElementType element, Shape shape, MessageWriter value) =>
        _known.TryGetValue(key, out var name) ? name : _known[key] = Constant(wanted, element, shape, value);

    private string Constant(string wanted, ElementType element, Shape shape, MessageWriter value)
    {
        var name = unique(wanted);
        var operation = new MessageWriter().Text(MilFields.Operation.Type, "const").Message(
            MilFields.Operation.Outputs, element == ElementType.Unknown ? MilMessages.NamedText(name)
                : MilMessages.Named(name, new TensorType(element, shape)));
        Add(operation, [("name", MilMessages.Text(name)), ("val", value)]);
        return name;
    }

    private void Add(MessageWriter operation, IReadOnlyList<(string Name, MessageWriter Value)> attributes)
    {
        foreach (var (name, value) in attributes) operation.Message(MilFields.Operation.Attributes, MilMessages.Entry(name, value));
        _operations.Add(operation);
    }
}
