using System.Buffers.Binary;
using System.Text;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>
/// A zip archive of one uncompressed file behind other bytes (PKWARE APPNOTE 6.3): offsets count from the start of those. Readers of
/// models take no compressed file, no zip64 and no data descriptor.
/// </summary>
internal static class StoredZip
{
    private const uint Local = 0x04034B50, Central = 0x02014B50, End = 0x06054B50;
    private const ushort Version = 20, Utf8Name = 1 << 11, FirstDay = (1 << 5) | 1;

    /// <summary>Writes it.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="offset">Bytes before the archive.</param>
    /// <param name="output">Gets the archive.</param>
    public static void Write(string name, ReadOnlySpan<byte> content, long offset, Stream output)
    {
        ReadOnlySpan<byte> path = Encoding.UTF8.GetBytes(name);
        // Version, flags, method (stored), time, date, checksum, both sizes, lengths of name and extra field.
        Span<byte> common = stackalloc byte[26];
        BinaryPrimitives.WriteUInt16LittleEndian(common, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(common[2..], Utf8Name);
        BinaryPrimitives.WriteUInt16LittleEndian(common[8..], FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(common[10..], Checksum(content));
        BinaryPrimitives.WriteUInt32LittleEndian(common[14..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(common[18..], (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(common[22..], (ushort)path.Length);
        Word(output, Local);
        output.Write(common);
        output.Write(path);
        output.Write(content);
        var directory = offset + 30 + path.Length + content.Length;
        Word(output, Central);
        output.Write([(byte)Version, 0]);
        output.Write(common);
        // No comment, first disk, no attributes.
        output.Write(stackalloc byte[10]);
        Word(output, checked((uint)offset));
        output.Write(path);
        Word(output, End);
        output.Write([0, 0, 0, 0, 1, 0, 1, 0]);
        Word(output, (uint)(46 + path.Length));
        Word(output, checked((uint)directory));
        output.Write([0, 0]);
    }

    private static void Word(Stream output, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }

    /// <summary>CRC-32 of ISO 3309, as archives state it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var value in content)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
