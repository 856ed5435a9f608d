using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Fields = Sartor.Formats.Onnx.OnnxFields.Graph;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Takes raw nodes from the bindings and makes a GraphProto of them. What ONNX has no attribute or type for stands around the node: a fused
/// activation after it, and for integers that stand for floats a DequantizeLinear before it and a QuantizeLinear after it.
/// </summary>
internal sealed class OnnxGraphWriter : WriteContext
{
    /// <summary>The operator set that is written.</summary>
    public const long Opset = OnnxOpset.Written;

    private readonly ModelGraph _graph;
    private readonly OnnxValueWriter _values;
    private readonly MessageWriter _nodes = new();
    private readonly UniqueNames _names = new();
    private readonly Dictionary<Value, Value> _floats = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, Value[]> _parameters = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<char, int> _made = [];
    private Node _node = null!;

    private OnnxGraphWriter(ModelGraph graph)
    {
        _graph = graph;
        _values = new OnnxValueWriter(graph);
    }

    public override string Format => "onnx";

    /// <summary>The GraphProto.</summary>
    /// <exception cref="UnsupportedModelException">Nodes cannot be written; the message names all of them.</exception>
    public static MessageWriter Write(ModelGraph graph)
    {
        var writer = new OnnxGraphWriter(graph);
        return writer.WriteNodes() is { Count: > 0 } refusals
            ? throw new UnsupportedModelException(graph.Name, refusals)
            : writer.Finish();
    }

    /// <summary>What <see cref="Write"/> would refuse.</summary>
    public static IReadOnlyList<Refusal> Refusals(ModelGraph graph)
    {
        var writer = new OnnxGraphWriter(graph);
        var refusals = writer.WriteNodes();
        foreach (var value in graph.Inputs.Concat(graph.Outputs))
        {
            try
            {
                writer._values.Info(value);
            }
            catch (UnsupportedModelException e)
            {
                refusals.Add(new NodeOrigin("", value.Name).Refuse(e.Problem));
            }
        }
        return refusals;
    }

    private List<Refusal> WriteNodes()
    {
        var refusals = new List<Refusal>();
        foreach (var node in _graph.Nodes)
        {
            _node = node;
            try
            {
                if (node.Obstacle is { } obstacle) Fail(node, obstacle);
                else if (OnnxFormat.Bindings.Writer(node.Operator) is { } binding) binding.Write(node, this);
                else Fail(node, $"operator set {Opset} of ONNX has no operator for it; put others there before the export");
            }
            catch (UnsupportedModelException e)
            {
                refusals.Add(NodeOrigin.Of(node).Refuse(e.Problem));
            }
        }
        return [.. refusals.DistinctBy(r => (r.Operator, r.Node))];
    }

    private MessageWriter Finish()
    {
        var outputs = _graph.Outputs.Select((value, i) => Output(value, i)).ToArray();
        var result = _nodes.Text(Fields.Name, _graph.Name);
        foreach (var initializer in _values.Initializers) result.Message(Fields.Initializer, initializer);
        foreach (var input in _graph.Inputs) result.Message(Fields.Input, _values.Info(input));
        foreach (var output in outputs) result.Message(Fields.Output, _values.Info(output));
        return result;
    }

    // An output is made by a node, and listed once.
    private Value Output(Value value, int index)
    {
        if (value.Producer is not null && _graph.Outputs.IndexOf(value) == index) return value;
        var copy = Temporary($"{value.Name}/output", value.Type, value.Quantization);
        Append(RawNode.Of("onnx", "Identity", Opset), [value], [copy]);
        return copy;
    }

    public override void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (raw.Type == OnnxStoredValues.Dequantizes)
        {
            Append(OnnxStoredValues.Raw(raw.Type, inputs[0]!), [inputs[0], .. Parameters(inputs[0]!)], outputs, isWhole: true);
            return;
        }
        Value?[] fed = [.. inputs.Select(v => v is null ? null : AsFloat(v))];
        if (raw.Type == OnnxStoredValues.Quantizes)
        {
            Append(OnnxStoredValues.Raw(raw.Type, outputs[0]), [fed[0], .. Parameters(outputs[0])], outputs, isWhole: true);
            return;
        }
        Value[] made = [.. outputs.Select(Before)];
        Append(raw, fed, made, _node.Outputs.Contains(outputs[0]));
        for (var i = 0; i < made.Length; i++)
        {
            if (made[i] != outputs[i]) Complete(made[i], outputs[i]);
        }
    }

    [DoesNotReturn]
    public override void Fail(Node node, string problem)
    {
        ArgumentNullException.ThrowIfNull(node);
        throw new UnsupportedModelException(_graph.Name, $"node '{node.Name}' ({node.Operator.Name})", problem);
    }

    // What the node itself makes of an output that an activation or a QuantizeLinear completes.
    private Value Before(Value output)
    {
        var name = HasActivation(output) ? $"{output.Name}/linear" : OnnxStoredValues.IsStored(output) ? MadeName('f') : null;
        return name is null ? output : Temporary(name, OnnxStoredValues.Real(output), null);
    }

    private bool HasActivation(Value output) =>
        _node.Operator is IFusedActivation { Activation: not Activation.None } && _node.Outputs.Contains(output);

    private void Complete(Value made, Value output)
    {
        var isStored = OnnxStoredValues.IsStored(output);
        if (HasActivation(output))
        {
            var activation = ((IFusedActivation)_node.Operator).Activation;
            if (OnnxActivations.Of(activation, made, this) is not { } found)
            {
                Fail(_node, $"ONNX has no operator for the activation {activation}");
                return;
            }
            var activated = isStored ? Temporary(MadeName('f'), made.Type, null) : output;
            Append(found.Raw, [made, .. found.Further], [activated]);
            made = activated;
        }
        if (isStored) Append(OnnxStoredValues.Raw(OnnxStoredValues.Quantizes, output), [made, .. Parameters(output)], [output]);
    }

    /// <summary>What a value stands for as floats; one DequantizeLinear serves all readers.</summary>
    private Value AsFloat(Value value)
    {
        if (!OnnxStoredValues.IsStored(value)) return value;
        if (_floats.TryGetValue(value, out var real)) return real;
        real = Temporary(MadeName('d'), OnnxStoredValues.Real(value), null);
        Append(OnnxStoredValues.Raw(OnnxStoredValues.Dequantizes, value), [value, .. Parameters(value)], [real]);
        return _floats[value] = real;
    }

    private Value[] Parameters(Value value)
    {
        if (_parameters.TryGetValue(value, out var parameters)) return parameters;
        if (OnnxStoredValues.Problem(value) is { } problem) Fail(_node, problem);
        return _parameters[value] = OnnxStoredValues.Parameters(value, this, MadeName);
    }

    private string MadeName(char kind)
    {
        var number = _made.GetValueOrDefault(kind) + 1;
        _made[kind] = number;
        return MadeNames.Of(kind, number);
    }

    private void Append(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs, bool isWhole = false)
    {
        var node = new MessageWriter();
        var last = inputs.Count;
        while (last > 0 && inputs[last - 1] is null) last--;
        for (var i = 0; i < last; i++) node.Text(OnnxFields.Node.Input, inputs[i] is { } input ? _values.Name(input, _node) : "");
        foreach (var output in outputs) node.Text(OnnxFields.Node.Output, _values.Name(output, _node));
        // A node that is only a part of another needs no name.
        if (isWhole) node.Text(OnnxFields.Node.Name, _names.Of(_node.Name));
        node.Text(OnnxFields.Node.OperatorType, raw.Type);
        foreach (var (name, value) in raw.Attributes)
            node.Message(OnnxFields.Node.Attribute, OnnxAttributeWriter.Write(name, value));
        _nodes.Message(Fields.Node, node);
    }
}
