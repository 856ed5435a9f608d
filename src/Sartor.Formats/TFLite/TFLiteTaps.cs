using System.Buffers.Binary;
using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>
/// Taps of a TFLite file. A copy is the file with a longer list of outputs behind it, to which the offset of the first subgraph points;
/// offsets of FlatBuffers only have to point forwards (https://flatbuffers.dev/internals).
/// </summary>
internal sealed class TFLiteTaps : ITensorTaps
{
    // The offset and the length of a vector, and each of its elements.
    private const int Word = sizeof(int);

    private readonly SlicedFile _file;
    private readonly long _field;
    private readonly int[] _outputs;
    private readonly Lazy<Dictionary<Value, int>> _indices;
    private readonly Lazy<IReadOnlyList<Value>> _values;

    private TFLiteTaps(SlicedFile file, ModelGraph graph, long field, int[] outputs, Value?[] values)
    {
        (_file, _field, _outputs) = (file, field, outputs);
        _indices = new(() => Indices(values));
        _values = new(() => TappedValues.Of(graph, _indices.Value.ContainsKey));
    }

    public IReadOnlyList<Value> Values => _values.Value;

    /// <summary>The taps of a file; null where it has no list of outputs, or is too large for a longer one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="graph">As it was read.</param>
    /// <param name="subgraph">The first subgraph.</param>
    /// <param name="values">The values by the indices of their tensors.</param>
    public static TFLiteTaps? Of(SlicedFile file, ModelGraph graph, FlatTable subgraph, Value?[] values)
    {
        var field = subgraph.Field(Slots.Subgraph.Outputs);
        if (field == 0 || file.Length > int.MaxValue - (1 << 24)) return null;
        return new TFLiteTaps(file, graph, field, subgraph.Vector<int>(Slots.Subgraph.Outputs).ToArray<int>(), values);
    }

    public void Write(IReadOnlyList<Value> values, Stream output)
    {
        int[] outputs = [.. _outputs, .. values.Select(value => _indices.Value[value])];
        var vector = (_file.Length + Word - 1) / Word * Word;
        TappedValues.Copy(_file, 0, _field, output);
        WriteWord(output, checked((uint)(vector - _field)));
        TappedValues.Copy(_file, _field + Word, _file.Length, output);
        for (var position = _file.Length; position < vector; position++) output.WriteByte(0);
        WriteWord(output, (uint)outputs.Length);
        foreach (var index in outputs) WriteWord(output, (uint)index);
    }

    private static Dictionary<Value, int> Indices(Value?[] values)
    {
        var indices = new Dictionary<Value, int>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { Producer: not null } value) indices.TryAdd(value, i);
        }
        return indices;
    }

    private static void WriteWord(Stream output, uint word)
    {
        Span<byte> bytes = stackalloc byte[Word];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
        output.Write(bytes);
    }
}
