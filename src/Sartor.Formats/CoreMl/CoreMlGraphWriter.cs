using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Formats.CoreMl.Mil;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Formats.CoreMl;

/// <summary>Takes operations from the bindings and makes a block of them, each constant an operation of its own.</summary>
internal sealed class CoreMlGraphWriter : WriteContext
{
    private readonly ModelGraph _graph;
    private readonly MilConstants _constants;
    private readonly UniqueNames _names = new();
    private readonly Dictionary<Value, string> _nameOf = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Name, TensorType Type)> _inputs = [];
    private readonly List<(string Name, TensorType Type)> _outputs = [];

    private CoreMlGraphWriter(ModelGraph graph)
    {
        _graph = graph;
        IsHalf = graph.Nodes.Any(n => n.Operator is Dequantize && n.Input(0) is { Constant.Element: ElementType.Float16 });
        _constants = new MilConstants(wanted => _names.Of(Identifier(wanted)));
    }

    public override string Format => CoreMlFormat.FormatName;

    /// <summary>Whether floats are float16 between inputs and outputs.</summary>
    public bool IsHalf { get; }

    /// <summary>The element type of floats.</summary>
    public ElementType Float => IsHalf ? ElementType.Float16 : ElementType.Float32;

    /// <summary>The program of a graph.</summary>
    /// <exception cref="UnsupportedModelException">Nodes cannot be written; the message counts them by their operators.</exception>
    public static WrittenProgram Write(ModelGraph graph)
    {
        var writer = new CoreMlGraphWriter(graph);
        // What a caller names comes first.
        foreach (var value in graph.Inputs) writer._nameOf[value] = writer._names.Of(Identifier(value.Name));
        string[] outputs = [.. graph.Outputs.Select(v => writer._names.Of(Identifier(v.Name)))];
        foreach (var input in graph.Inputs) writer.ReadInput(input);
        for (var i = 0; i < outputs.Length; i++)
        {
            var value = graph.Outputs[i];
            if (!writer.IsComputed(value) || writer._nameOf.ContainsKey(value)) continue;
            writer._nameOf[value] = writer.IsConverted(value) ? writer.Inner(outputs[i]) : outputs[i];
        }
        writer.WriteNodes();
        for (var i = 0; i < outputs.Length; i++) writer.WriteOutput(graph.Outputs[i], outputs[i]);
        var block = new MessageWriter();
        foreach (var (name, _) in writer._outputs) block.Text(MilFields.Block.Outputs, name);
        foreach (var operation in writer._constants.Operations) block.Message(MilFields.Block.Operations, operation);
        return new WrittenProgram(writer._inputs, writer._outputs, block, writer._constants.Weights);
    }

    private bool IsComputed(Value value) => value.Producer is not null && Stored(value) is null;

    // At the border, floats are float32, and what is true or false is 1 or 0.
    private bool IsConverted(Value value) => value.Type.Element == ElementType.Bool
        || (IsHalf && value.Type.Element == ElementType.Float32);

    // A name of its own, so that those of other values are the same with it and without.
    private string Inner(string border) => _names.Of(Identifier($"{border}_inner"));

    private TensorType Border(Value value, string what)
    {
        var place = $"{what} '{value.Name}'";
        if (value.Type.Shape is not { } shape) throw new UnsupportedModelException(_graph.Name, place, "its shape is unknown");
        if (shape.Rank is < 1 or > MilLimits.MostAxes)
            throw new UnsupportedModelException(
                _graph.Name, place, $"is {value.Type}, and inputs and outputs of Core ML have 1 to {MilLimits.MostAxes} axes");
        var element = value.Type.Element switch
        {
            ElementType.Float32 or ElementType.Bool => ElementType.Float32,
            ElementType.Int32 or ElementType.Int64 => ElementType.Int32,
            var other => throw new UnsupportedModelException(
                _graph.Name, place, $"is {other.Label()}, and Core ML takes and gives float32 and int32"),
        };
        return new TensorType(element, shape);
    }

    private void ReadInput(Value input)
    {
        var (name, type) = (_nameOf[input], Border(input, "input"));
        _inputs.Add((name, type));
        if (!IsConverted(input)) return;
        var inner = Inner(name);
        _nameOf[input] = inner;
        Cast(name, inner, Inner(input.Type));
    }

    private void WriteOutput(Value output, string name)
    {
        var type = Border(output, "output");
        _outputs.Add((name, type));
        if (_nameOf.GetValueOrDefault(output) == name) return;
        var made = Operand(output, null);
        if (IsConverted(output)) Cast(made, name, type);
        else _constants.Operation("identity", [("x", [made])], [(name, type)]);
    }

    private void Cast(string from, string to, TensorType type) => _constants.Operation(
        "cast", [("x", [from]), ("dtype", [_constants.Text($"{to}_dtype", MilTypes.Name(type.Element))])], [(to, type)]);

    private void WriteNodes()
    {
        var refusals = new List<Refusal>();
        foreach (var node in _graph.Nodes)
        {
            // Weights are stored as they are, for whatever reads them.
            if (node is { Operator: Dequantize } && node.Input(0).Constant is not null) continue;
            try
            {
                if (node.Inputs.Append(node.Outputs[0]).FirstOrDefault(v => v?.Type.Shape?.Rank > MilLimits.MostAxes) is { } wide)
                    Fail(node, $"'{wide.Name}' is {wide.Type}, and tensors of Core ML have up to {MilLimits.MostAxes} axes");
                if (node.Inputs.Concat(node.Outputs).FirstOrDefault(v => v?.Type.Shape?.ElementCount == 0) is { } empty)
                    Fail(node, $"'{empty.Name}' is {empty.Type}, and tensors of Core ML have elements");
                if (CoreMlFormat.Bindings.Writer(node.Operator) is { } binding) binding.Write(node, this);
                else Fail(node, "Core ML has no operation for it that Sartor writes");
            }
            catch (UnsupportedModelException e)
            {
                refusals.Add(NodeOrigin.Of(node).Refuse(e.Problem));
            }
        }
        if (refusals.Count > 0)
            throw new UnsupportedModelException(_graph.Name, [.. refusals.DistinctBy(r => (r.Operator, r.Node))]);
    }

    public override void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        var signature = MilSignature.Of(raw.Type) ?? throw new InvalidOperationException($"{raw.Type} has no signature");
        var arguments = new List<(string, IReadOnlyList<string>)>();
        if (signature.Tensors is [(var all, TensorArgument.Many)])
            arguments.Add((all, [.. inputs.Select(v => Operand(v!, outputs[0].Producer))]));
        else
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                if (inputs[i] is { } input) arguments.Add((signature.Tensors[i].Name, [Operand(input, outputs[0].Producer)]));
            }
        }
        var name = Name(outputs[0]);
        foreach (var (parameter, kind) in signature.Parameters)
        {
            if (!raw.Attributes.TryGetValue(parameter, out var value)) continue;
            arguments.Add((parameter, [_constants.Parameter($"{name}_{parameter}", kind, value, Float)]));
        }
        _constants.Operation(raw.Type, arguments, [.. outputs.Select(o => (Name(o), Inner(o.Type)))]);
    }

    [DoesNotReturn]
    public override void Fail(Node node, string problem)
    {
        ArgumentNullException.ThrowIfNull(node);
        throw new UnsupportedModelException(_graph.Name, $"node '{node.Name}' ({node.Operator.Name})", problem);
    }

    /// <summary>The type that a value has in the program.</summary>
    public TensorType Inner(TensorType type) => type with
    {
        Element = type.Element switch
        {
            ElementType.Float32 or ElementType.Float16 => Float,
            ElementType.Int64 => ElementType.Int32,
            var other => other,
        },
    };

    private string Name(Value value)
    {
        if (_nameOf.TryGetValue(value, out var name)) return name;
        if (Inner(value.Type).Element is not (ElementType.Float16 or ElementType.Float32 or ElementType.Int32 or ElementType.Bool))
            throw new UnsupportedModelException(
                _graph.Name, $"'{value.Name}'", $"is {value.Type.Element.Label()}, and Core ML computes floats, int32 and bool");
        return _nameOf[value] = _names.Of(Identifier(value.Name));
    }

    private string Operand(Value value, Node? node)
    {
        if (_nameOf.TryGetValue(value, out var name)) return name;
        if (Stored(value) is not { } stored) return Name(value);
        name = stored is { Quantization: { } q, Constant: { } integers }
            ? Expanded(value, integers, q)
            : _constants.Tensor(value.Name, Inner(stored.Constant!, value.Name, node));
        return _nameOf[value] = name;
    }

    // Whatever Core ML has no type for.
    private Tensor Inner(Tensor tensor, string name, Node? node)
    {
        string? problem = null;
        var element = Inner(tensor.Type).Element;
        if (tensor.Element == ElementType.Int64 && tensor.ToInt64s().FirstOrDefault(v => v != (int)v) is not 0 and var wide)
            problem = $"has {wide}, and integers of Core ML have 32 bits";
        else if (element is not (ElementType.Float16 or ElementType.Float32 or ElementType.Int32 or ElementType.Bool))
            problem = $"is {tensor.Element.Label()}, and Core ML computes floats, int32 and bool";
        var inner = problem is null ? tensor.ConvertTo(element) : tensor;
        if (problem is null && tensor.Element == ElementType.Float32 && IsHalf && HasOverflow(tensor, inner))
            problem = "has elements beyond ±65504, and the program computes in float16; convert to float32";
        if (problem is null) return inner;
        if (node is not null) Fail(node, $"the constant '{name}' {problem}");
        throw new UnsupportedModelException(_graph.Name, $"constant '{name}'", problem);
    }

    private static bool HasOverflow(Tensor exact, Tensor half)
    {
        var floats = exact.ReadSingles();
        var halves = half.AsSpan<Half>();
        for (var i = 0; i < floats.Length; i++)
        {
            if (Half.IsInfinity(halves[i]) && float.IsFinite(floats[i])) return true;
        }
        return false;
    }

    private string Expanded(Value value, Tensor integers, QuantizationParameters q)
    {
        if (integers.Element is not (ElementType.Int8 or ElementType.UInt8))
            throw new UnsupportedModelException(
                _graph.Name, $"constant '{value.Name}'", $"is stored as {integers.Element.Label()}, and Core ML stores weights as int8");
        var shape = q.IsPerAxis ? new Shape(q.Scales.Count) : Shape.Scalar;
        var scales = Tensor.Create(shape, [.. q.Scales]).ConvertTo(Float);
        var zeros = Tensor.Create(shape, [.. q.ZeroPoints]).ConvertTo(integers.Element);
        return _constants.Expanded(value.Name, integers, scales, zeros, q.IsPerAxis ? q.Axis : 0);
    }

    // What is stored of a value; null where it is computed.
    private static Value? Stored(Value value) => value.Constant is not null ? value
        : value.Producer is { Operator: Dequantize } step && step.Input(0).Constant is not null ? step.Input(0) : null;

    // [A-Za-z_][A-Za-z0-9_@]*, of a length that a person can read.
    private static string Identifier(string name)
    {
        var text = string.Concat(name.Take(160).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return text.Length == 0 ? "value" : char.IsAsciiDigit(text[0]) ? $"_{text}" : text;
    }
}

/// <summary>What is left to write of a program.</summary>
/// <param name="Inputs">Names and types at the border.</param>
/// <param name="Outputs">The same.</param>
/// <param name="Block">Its operations.</param>
/// <param name="Weights">What its file of weights holds.</param>
internal sealed record WrittenProgram(
    IReadOnlyList<(string Name, TensorType Type)> Inputs, IReadOnlyList<(string Name, TensorType Type)> Outputs, MessageWriter Block,
    IReadOnlyList<Tensor> Weights);
