using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Fields = Sartor.Formats.Onnx.OnnxFields.Attribute;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Reads AttributeProto into the neutral values of a raw node. What the IR has no value for (subgraphs, sparse tensors, lists of
/// tensors, tensors of strings) stays as bytes.
/// </summary>
internal sealed class OnnxAttributeReader(SlicedFile file, TensorProtoReader tensors, AllocationBudget whole)
{
    /// <summary>AttributeProto.AttributeType.</summary>
    private const long Float = 1, Int = 2, String = 3, Tensor = 4, Graph = 5, Floats = 6, Ints = 7, Strings = 8;

    public IReadOnlyDictionary<string, object> Read(OnnxNode node)
    {
        var attributes = new Dictionary<string, object>(node.Attributes.Count, StringComparer.Ordinal);
        foreach (var range in node.Attributes)
        {
            var (name, value) = Read(range);
            attributes[name] = value;
        }
        return attributes;
    }

    private (string Name, object Value) Read(ByteRange range)
    {
        var parts = new Parts();
        var budget = whole.Part(range.Length);
        var reader = new ProtoReader(file, range);
        while (reader.Next()) Read(ref reader, parts, budget);
        object value = (parts.Type != 0 ? parts.Type : parts.Seen) switch
        {
            Float => parts.Float,
            Int => parts.Int,
            String => parts.Text,
            Floats => parts.Floats.ToEquatableArray(),
            Ints => parts.Ints.ToEquatableArray(),
            Strings => parts.Texts.ToEquatableArray(),
            Tensor when parts.Message is { } message => Held(message),
            _ => Bytes(parts.Message ?? range),
        };
        return (parts.Name, value);
    }

    private static void Read(ref ProtoReader reader, Parts parts, AllocationBudget budget)
    {
        switch (reader.Field)
        {
            case Fields.Name:
                parts.Name = reader.Text(budget);
                break;
            case Fields.Type:
                parts.Type = reader.Int64();
                break;
            case Fields.Float:
                (parts.Float, parts.Seen) = (reader.Single(), Float);
                break;
            case Fields.Int:
                (parts.Int, parts.Seen) = (reader.Int64(), Int);
                break;
            case Fields.String:
                (parts.Text, parts.Seen) = (reader.Text(budget), String);
                break;
            case Fields.Tensor:
                (parts.Message, parts.Seen) = (reader.Bytes(), Tensor);
                break;
            case Fields.Graph or Fields.SparseTensor:
                (parts.Message, parts.Seen) = (reader.Bytes(), Graph);
                break;
            case Fields.Floats:
                reader.Singles(parts.Floats, budget);
                parts.Seen = Floats;
                break;
            case Fields.Ints:
                reader.Int64s(parts.Ints, budget);
                parts.Seen = Ints;
                break;
            case Fields.Strings:
                budget.Charge(24);
                parts.Texts.Add(reader.Text(budget));
                parts.Seen = Strings;
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private object Held(ByteRange range)
    {
        try
        {
            return tensors.Read(range).Tensor;
        }
        catch (UnsupportedModelException)
        {
            return Bytes(range);
        }
    }

    private object Bytes(ByteRange range) => file.Slice(range.Start, (int)Math.Min(int.MaxValue, range.Length));

    private sealed class Parts
    {
        public string Name = "";
        public long Type;
        public long Seen;
        public float Float;
        public long Int;
        public string Text = "";
        public ByteRange? Message;

        public List<float> Floats { get; } = [];

        public List<long> Ints { get; } = [];

        public List<string> Texts { get; } = [];
    }
}
