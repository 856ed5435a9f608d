using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Fields = Sartor.Formats.Onnx.OnnxFields.Tensor;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Data of a TensorProto in its typed fields: floats in float_data, everything of up to 32 bits (float16 as bit patterns) in
/// int32_data, and so on (onnx.proto, TensorProto). They are copied into the layout that raw data have.
/// </summary>
internal sealed class TypedTensorData(SlicedFile file, AllocationBudget budget, string place)
{
    /// <param name="parts">The tensor's fields.</param>
    /// <param name="element">Its element type.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="bytes">What they take, &gt; 0.</param>
    public byte[] Read(TensorProtoParts parts, ElementType element, long count, int bytes)
    {
        var field = Field(element);
        // One number is one element, but half a complex one, and two of 4 bits.
        var numbers = element switch
        {
            ElementType.Complex64 or ElementType.Complex128 => 2 * count,
            ElementType.Int4 or ElementType.UInt4 => bytes,
            _ => count,
        };
        var size = (int)(bytes / numbers);
        var single = field switch { Fields.FloatData => WireType.Fixed32, Fields.DoubleData => WireType.Fixed64, _ => WireType.Varint };
        var pieces = parts.Typed.Where(p => p.Field == field).ToList();
        if (pieces.Any(p => p.Type != WireType.LengthDelimited && p.Type != single))
            throw Damaged($"field {field} of TensorProto has a wrong wire type");
        var stored = pieces.Sum(p => p.Type != WireType.LengthDelimited ? 1 : Count(p.Range, single, size));
        if (stored != numbers) throw Damaged($"it needs {numbers} numbers in field {field} of TensorProto, the file has {stored}");
        budget.Charge(bytes);
        var data = new byte[bytes];
        var at = 0;
        foreach (var piece in pieces) at += Copy(piece.Range, single, data.AsSpan(at), size);
        return data;
    }

    private static int Field(ElementType element) => element switch
    {
        ElementType.Float32 or ElementType.Complex64 => Fields.FloatData,
        ElementType.Float64 or ElementType.Complex128 => Fields.DoubleData,
        ElementType.Int64 => Fields.Int64Data,
        ElementType.UInt32 or ElementType.UInt64 => Fields.UInt64Data,
        _ => Fields.Int32Data,
    };

    private ReadOnlySpan<byte> Span(ByteRange range) => range.Length <= int.MaxValue
        ? file.Peek(range.Start, (int)range.Length)[..(int)range.Length]
        : throw new UnsupportedModelException(file.Path, place, "its typed data is longer than 2 GiB; save the model with raw data");

    private long Count(ByteRange range, WireType single, int size)
    {
        if (single != WireType.Varint)
            return range.Length % size == 0 ? range.Length / size : throw Damaged("its packed data ends inside a number");
        long count = 0;
        foreach (var b in Span(range)) count += b < 0x80 ? 1 : 0;
        return count;
    }

    private int Copy(ByteRange range, WireType single, Span<byte> target, int size)
    {
        if (single != WireType.Varint)
        {
            Span(range).CopyTo(target);
            return (int)range.Length;
        }
        var reader = new ProtoReader(file, range);
        var at = 0;
        for (; reader.HasPacked; at += size)
        {
            var value = reader.PackedVarint();
            for (var i = 0; i < size; i++) target[at + i] = (byte)(value >> (8 * i));
        }
        return at;
    }

    private ModelFormatException Damaged(string problem) => new(file.Path, place, $"{problem}; it is damaged, get it again");
}
