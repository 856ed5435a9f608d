using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Contracts.Formats;

/// <summary>Puts ModelProto messages together for tests. Field numbers are those of onnx.proto.</summary>
public sealed class OnnxBuilder
{
    private readonly ProtoWriter _graph = new();

    public long IrVersion { get; init; } = 8;

    public long Opset { get; init; } = 17;

    /// <summary>Fields of ModelProto after the graph.</summary>
    public ProtoWriter Rest { get; } = new();

    public OnnxBuilder Graph(Action<ProtoWriter> write)
    {
        write(_graph);
        return this;
    }

    public OnnxBuilder Node(string type, string[] inputs, string[] outputs, params ProtoWriter[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        node.Text(3, $"{type}-{outputs.FirstOrDefault()}").Text(4, type);
        foreach (var attribute in attributes) node.Message(5, attribute);
        _graph.Message(1, node);
        return this;
    }

    public OnnxBuilder Input(string name, ElementType element, params object[] extents) => Value(11, name, element, extents);

    public OnnxBuilder Output(string name, ElementType element = ElementType.Float32, params object[] extents) =>
        Value(12, name, element, extents);

    /// <summary>What the file says of a value inside the graph.</summary>
    public OnnxBuilder ValueInfo(string name, ElementType element, params object[] extents) => Value(13, name, element, extents);

    public OnnxBuilder Initializer(ProtoWriter tensor)
    {
        _graph.Message(5, tensor);
        return this;
    }

    public OnnxBuilder Initializer<T>(string name, long[] extents, params T[] values) where T : unmanaged =>
        Initializer(Tensor(name, extents, values));

    public byte[] Build() => new ProtoWriter()
        .Varint(1, IrVersion).Text(2, "sartor-tests").Text(3, "1.0")
        .Message(7, _graph)
        .Message(8, new ProtoWriter().Text(1, "").Varint(2, Opset))
        .Append(Rest.Bytes).Bytes;

    /// <summary>A tensor with raw data.</summary>
    public static ProtoWriter Tensor<T>(string name, long[] extents, params T[] values) where T : unmanaged =>
        TensorHead(name, ElementTypes.Of<T>(), extents).Blob(9, MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Name, type and extents of a tensor; the data are the test's.</summary>
    public static ProtoWriter TensorHead(string name, ElementType element, long[] extents) =>
        new ProtoWriter().Packed(1, extents).Varint(2, OnnxElementTypes.Code(element)).Text(8, name);

    public static ProtoWriter Int(string name, long value) => new ProtoWriter().Text(1, name).Varint(20, 2).Varint(3, value);

    public static ProtoWriter Ints(string name, params long[] values) => new ProtoWriter().Text(1, name).Varint(20, 7).Packed(8, values);

    public static ProtoWriter Float(string name, float value) => new ProtoWriter().Text(1, name).Varint(20, 1).Float(2, value);

    public static ProtoWriter Strings(string name, params string[] values)
    {
        var attribute = new ProtoWriter().Text(1, name).Varint(20, 8);
        foreach (var value in values) attribute.Text(9, value);
        return attribute;
    }

    public static ProtoWriter String(string name, string value) => new ProtoWriter().Text(1, name).Varint(20, 3).Text(4, value);

    // An extent is a number, a name, or null for one that is left open.
    private OnnxBuilder Value(int field, string name, ElementType element, object[] extents)
    {
        var shape = new ProtoWriter();
        foreach (var extent in extents)
        {
            var dimension = new ProtoWriter();
            if (extent is string symbol) dimension.Text(2, symbol);
            else if (extent is not null)
                dimension.Varint(1, System.Convert.ToInt64(extent, System.Globalization.CultureInfo.InvariantCulture));
            shape.Message(1, dimension);
        }
        var tensor = new ProtoWriter().Varint(1, OnnxElementTypes.Code(element));
        if (extents.Length > 0) tensor.Message(2, shape);
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }
}
