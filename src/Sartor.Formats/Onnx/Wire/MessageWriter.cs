using System.Buffers.Binary;
using System.Text;

namespace Sartor.Formats.Onnx.Wire;

/// <summary>
/// One protobuf message that is being made. Small fields are copied; blobs stay where they lie until the message is written, so weights are
/// never in memory twice.
/// </summary>
internal sealed class MessageWriter
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private byte[] _bytes = new byte[64];
    private int _start;
    private int _used;

    /// <summary>Bytes of the message.</summary>
    public long Length { get; private set; }

    /// <summary>A field of an integer, a bool or an enumeration.</summary>
    public MessageWriter Int(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint(unchecked((ulong)value));
        return this;
    }

    /// <summary>A field of a 32-bit float.</summary>
    public MessageWriter Float(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(4), value);
        return this;
    }

    /// <summary>A field of UTF-8 text.</summary>
    public MessageWriter Text(int field, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Encoding.UTF8.GetByteCount(text);
        Head(field, length);
        Encoding.UTF8.GetBytes(text, Reserve(length));
        return this;
    }

    /// <summary>A field of bytes, which have to stay as they are until the message is written.</summary>
    public MessageWriter Blob(int field, ReadOnlyMemory<byte> bytes)
    {
        Head(field, bytes.Length);
        Append(bytes);
        return this;
    }

    /// <summary>A field of a finished message.</summary>
    public MessageWriter Message(int field, MessageWriter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Head(field, message.Length);
        message.Seal();
        foreach (var part in message._parts) Append(part);
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void CopyTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Seal();
        foreach (var part in _parts) output.Write(part.Span);
    }

    private void Head(int field, long length)
    {
        Tag(field, WireType.LengthDelimited);
        Varint((ulong)length);
    }

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }
        Reserve(1)[0] = (byte)value;
    }

    private void Append(ReadOnlyMemory<byte> part)
    {
        Seal();
        _parts.Add(part);
        Length += part.Length;
    }

    private void Seal()
    {
        if (_used > _start) _parts.Add(_bytes.AsMemory(_start, _used - _start));
        _start = _used;
    }

    // What is sealed stays in its array; a longer one begins anew.
    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _used < count)
        {
            var open = _bytes.AsSpan(_start, _used - _start);
            var bytes = new byte[Math.Max(2 * (open.Length + count), 256)];
            open.CopyTo(bytes);
            (_bytes, _start, _used) = (bytes, 0, open.Length);
        }
        var span = _bytes.AsSpan(_used, count);
        _used += count;
        Length += count;
        return span;
    }
}
