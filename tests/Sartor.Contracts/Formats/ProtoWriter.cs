using System.Text;

namespace Sartor.Contracts.Formats;

/// <summary>Writes protobuf by hand, so that tests decide about every byte.</summary>
public sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public ProtoWriter Varint(int field, long value)
    {
        Raw((ulong)field << 3);
        Raw(unchecked((ulong)value));
        return this;
    }

    public ProtoWriter Float(int field, float value)
    {
        Raw(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoWriter Double(int field, double value)
    {
        Raw(((ulong)field << 3) | 1);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoWriter Blob(int field, ReadOnlySpan<byte> bytes)
    {
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoWriter Text(int field, string text) => Blob(field, Encoding.UTF8.GetBytes(text));

    public ProtoWriter Message(int field, ProtoWriter message) => Blob(field, message.Bytes);

    /// <summary>A packed field of varints.</summary>
    public ProtoWriter Packed(int field, params ReadOnlySpan<long> values)
    {
        var packed = new ProtoWriter();
        foreach (var value in values) packed.Raw(unchecked((ulong)value));
        return Blob(field, packed.Bytes);
    }

    /// <summary>Bytes as they are.</summary>
    public ProtoWriter Append(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A varint without a tag.</summary>
    public void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
