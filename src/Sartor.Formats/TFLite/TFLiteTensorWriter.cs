using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.TFLite;

/// <summary>Gives each value a tensor and each different content a buffer, in order of first use.</summary>
/// <param name="model">The model's name, for messages.</param>
internal sealed class TFLiteTensorWriter(string model)
{
    // The schema asks for it, so that kernels may load vectors from the mapped file.
    private const int DataAlignment = 16;

    private const int LongestShared = 256;

    private readonly Dictionary<Value, int> _indices = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _nameOf = [];
    private readonly List<TableWriter> _tables = [];
    private readonly Dictionary<QuantizationParameters, TableWriter> _quantizations = [];
    private readonly Dictionary<string, int> _made = new(StringComparer.Ordinal);
    private readonly List<TableWriter> _buffers = [new TableWriter()];
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _bufferOf = new(new ContentComparer());

    public IReadOnlyList<TableWriter> Tables => _tables;

    /// <summary>False where nobody will write what is made: constants are not looked at.</summary>
    public bool HasData { get; set; } = true;

    /// <summary>All buffers; the first is the empty one that stands for none.</summary>
    public IReadOnlyList<TableWriter> Buffers => _buffers;

    /// <summary>Name of a tensor; unique in the file.</summary>
    public string Name(int index) => _nameOf[index];

    /// <summary>The tensor of a value; made when it is first asked for.</summary>
    /// <param name="value">The value.</param>
    /// <param name="place">What uses it, for messages.</param>
    /// <exception cref="UnsupportedModelException">TFLite cannot hold its type or shape.</exception>
    public int Index(Value value, string place)
    {
        if (_indices.TryGetValue(value, out var index)) return index;
        if (Twin(value) is { } twin) return twin;
        index = _tables.Count;
        _indices.Add(value, index);
        _nameOf.Add(Unique(value.Name.Length > 0 ? value.Name : $"tensor_{index}"));
        _tables.Add(Tensor(value, _nameOf[index], place));
        return index;
    }

    /// <summary>The buffer of a content; equal contents share one.</summary>
    public int Buffer(ReadOnlyMemory<byte> data)
    {
        if (data.Length == 0 || !HasData) return 0;
        if (_bufferOf.TryGetValue(data, out var index)) return index;
        index = _buffers.Count;
        _bufferOf.Add(data, index);
        _buffers.Add(new TableWriter().Blob(Slots.Buffer.Data, data, DataAlignment));
        return index;
    }

    private TableWriter Tensor(Value value, string name, string place)
    {
        if (value.Type.Shape is not { } shape) throw Unsupported(place, $"the shape of tensor '{name}' is unknown");
        if (shape.Extents.Any(e => e > int.MaxValue))
            throw Unsupported(place, $"the shape {shape} of tensor '{name}' does not fit 32 bits");
        if (TFLiteElementCodes.Code(value.Type.Element) is not { } type)
            throw Unsupported(place, $"tensor '{name}' is {value.Type.Element.Label()}, which the runtime does not know");
        return new TableWriter()
            .Vector<int>(Slots.Tensor.Shape, [.. shape.Extents.Select(e => (int)e)])
            .Scalar(Slots.Tensor.Type, (sbyte)type)
            .Scalar(Slots.Tensor.Buffer, (uint)(value.Constant is { } constant ? Buffer(constant.Data) : 0))
            .String(Slots.Tensor.Name, name)
            .Shared(Slots.Tensor.Quantization, value.Quantization is { } quantization ? Quantization(quantization) : null)
            .Scalar(Slots.Tensor.HasRank, (byte)(shape.Rank == 0 ? 1 : 0));
    }

    private TableWriter Quantization(QuantizationParameters quantization)
    {
        if (_quantizations.TryGetValue(quantization, out var table)) return table;
        return _quantizations[quantization] = new TableWriter()
            .Vector(Slots.Quantization.Scale, quantization.Scales.AsSpan())
            .Scalar(Slots.Quantization.Dimension, quantization.IsPerAxis ? quantization.Axis : 0)
            .Vector(Slots.Quantization.ZeroPoint, quantization.ZeroPoints.AsSpan());
    }

    // Axes, starts and sizes that the bindings make are the same for many nodes; what the graph itself has is a tensor of its own.
    private int? Twin(Value value)
    {
        if (value is not { Constant: { Data.Length: <= LongestShared } constant, Uses.Count: 0, Quantization: null }) return null;
        var key = $"{constant.Type} {Convert.ToHexString(constant.Data.Span)}";
        return _made.TryAdd(key, _tables.Count) ? null : _made[key];
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_names.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }

    private UnsupportedModelException Unsupported(string place, string problem) => new(model, place, problem);

    /// <summary>Compares contents; the hash looks at both ends only, for constants are large and rarely equal.</summary>
    private sealed class ContentComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        // What is transposed while it is read gives each element of a sample by a read of its own.
        private const int Sample = 32;

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> data)
        {
            var hash = new HashCode();
            hash.Add(data.Length);
            var length = Math.Min(Sample, data.Length);
            hash.AddBytes(SlicedFile.Peek(data, 0, length));
            hash.AddBytes(SlicedFile.Peek(data, data.Length - length, length));
            return hash.ToHashCode();
        }
    }
}
