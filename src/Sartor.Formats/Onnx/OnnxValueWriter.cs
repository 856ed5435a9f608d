using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>Gives each value a name of its own, and each constant an initializer, in order of first use.</summary>
internal sealed class OnnxValueWriter
{
    private const int LongestShared = 4096;

    private readonly string _model;
    private readonly Dictionary<string, Value> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, string> _nameOf = new(ReferenceEqualityComparer.Instance);
    private readonly UniqueNames _names = new();
    private readonly HashSet<Value> _stored = new(ReferenceEqualityComparer.Instance);
    private readonly List<MessageWriter> _initializers = [];

    /// <param name="graph">Its inputs, outputs and inner values keep their names before any value that the writer adds.</param>
    public OnnxValueWriter(ModelGraph graph)
    {
        _model = graph.Name;
        foreach (var value in graph.Inputs.Concat(graph.Outputs).Concat(graph.Nodes.SelectMany(n => n.Outputs)))
        {
            if (!_nameOf.ContainsKey(value)) _nameOf.Add(value, _names.Of(value.Name));
        }
    }

    /// <summary>TensorProtos of the constants that were named.</summary>
    public IReadOnlyList<MessageWriter> Initializers => _initializers;

    /// <summary>The name of a value; a constant becomes an initializer when it is first asked for.</summary>
    /// <param name="value">The value.</param>
    /// <param name="node">What uses it, for messages; null for an output of the graph.</param>
    /// <exception cref="UnsupportedModelException">The operator set cannot hold its type, or its shape is unknown.</exception>
    public string Name(Value value, Node? node)
    {
        if (!_nameOf.TryGetValue(value, out var name))
        {
            if (Twin(value) is { } twin) return Name(twin, node);
            _nameOf.Add(value, name = _names.Of(value.Name));
        }
        if (value.Constant is { } constant && _stored.Add(value))
        {
            Code(value, node);
            _initializers.Add(OnnxAttributeWriter.Tensor(constant, name));
        }
        return name;
    }

    // Zero points, axes and bounds that the writer makes are the same for many nodes; what the graph itself has keeps its name.
    private Value? Twin(Value value)
    {
        if (value is not { Constant: { Data.Length: <= LongestShared } constant, Uses.Count: 0 }) return null;
        var key = $"{constant.Type} {Convert.ToHexString(constant.Data.Span)}";
        return _made.TryAdd(key, value) ? null : _made[key];
    }

    /// <summary>The ValueInfoProto of an input or output.</summary>
    public MessageWriter Info(Value value)
    {
        if (value.Type.Shape is not { } shape) throw Unsupported(null, $"the shape of '{value.Name}' is unknown");
        var extents = new MessageWriter();
        foreach (var extent in shape.Extents)
            extents.Message(OnnxFields.Shape.Dimension, new MessageWriter().Int(OnnxFields.Dimension.Value, extent));
        var tensor = new MessageWriter()
            .Int(OnnxFields.TensorType.Element, Code(value, null))
            .Message(OnnxFields.TensorType.Shape, extents);
        return new MessageWriter()
            .Text(OnnxFields.ValueInfo.Name, Name(value, null))
            .Message(OnnxFields.ValueInfo.Type, new MessageWriter().Message(OnnxFields.Type.Tensor, tensor));
    }

    // Operator set 17 and IR 8 know neither 4-bit integers nor floats of 8 bits.
    private long Code(Value value, Node? node) => value.Type.Element switch
    {
        ElementType.Unknown or ElementType.String or ElementType.Int4 or ElementType.UInt4 or ElementType.Float8E4M3
            or ElementType.Float8E5M2 => throw Unsupported(node, $"'{value.Name}' is {value.Type.Element.Label()}, which operator set "
                + $"{OnnxGraphWriter.Opset} of ONNX does not know"),
        var element => OnnxElementTypes.Code(element),
    };

    private UnsupportedModelException Unsupported(Node? node, string problem) =>
        new(_model, node is null ? null : $"node '{node.Name}' ({node.Operator.Name})", problem);
}
