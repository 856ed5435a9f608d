using System.Text;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Taps of an ONNX file. In protobuf a message that comes twice is merged and its lists are joined, so a copy is the file with a second
/// graph behind it that has outputs and nothing else (protobuf encoding guide, "last one wins"). ONNX Runtime infers their types.
/// </summary>
internal sealed class OnnxTaps : ITensorTaps
{
    private const int LengthDelimited = 2;

    private readonly SlicedFile _file;
    private readonly Lazy<Dictionary<Value, string>> _names;
    private readonly Lazy<IReadOnlyList<Value>> _values;

    private OnnxTaps(SlicedFile file, ModelGraph graph, IReadOnlyDictionary<string, Value> values)
    {
        _file = file;
        _names = new(() => Names(values));
        _values = new(() => TappedValues.Of(graph, _names.Value.ContainsKey));
    }

    public IReadOnlyList<Value> Values => _values.Value;

    /// <summary>The taps of a file; null where a copy would be larger than a protobuf message may be.</summary>
    /// <param name="file">The file.</param>
    /// <param name="graph">As it was read.</param>
    /// <param name="values">The values by the names of the file.</param>
    public static OnnxTaps? Of(SlicedFile file, ModelGraph graph, IReadOnlyDictionary<string, Value> values) =>
        file.Length < int.MaxValue - (1 << 24) ? new OnnxTaps(file, graph, values) : null;

    public void Write(IReadOnlyList<Value> values, Stream output)
    {
        var outputs = new MemoryStream();
        foreach (var value in values)
        {
            var name = Encoding.UTF8.GetBytes(_names.Value[value]);
            var info = new MemoryStream();
            WriteBytes(info, OnnxFields.ValueInfo.Name, name);
            WriteBytes(outputs, OnnxFields.Graph.Output, info.ToArray());
        }
        TappedValues.Copy(_file, 0, _file.Length, output);
        if (values.Count > 0) WriteBytes(output, OnnxFields.Model.Graph, outputs.ToArray());
    }

    // Identity gives a value a second name; each of them will do.
    private static Dictionary<Value, string> Names(IReadOnlyDictionary<string, Value> values)
    {
        var names = new Dictionary<Value, string>();
        foreach (var (name, value) in values)
        {
            if (value.Producer is not null) names.TryAdd(value, name);
        }
        return names;
    }

    private static void WriteBytes(Stream output, int field, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(output, ((uint)field << 3) | LengthDelimited);
        WriteVarint(output, (uint)bytes.Length);
        output.Write(bytes);
    }

    private static void WriteVarint(Stream output, uint value)
    {
        for (; value >= 0x80; value >>= 7) output.WriteByte((byte)(value | 0x80));
        output.WriteByte((byte)value);
    }
}
