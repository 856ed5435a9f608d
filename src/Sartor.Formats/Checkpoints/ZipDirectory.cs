using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>
/// The central directory of a ZIP archive (PKWARE's APPNOTE 6.3, with ZIP64), read within bounds: what an archive claims costs nothing
/// before it is checked against the file.
/// </summary>
internal sealed class ZipDirectory
{
    private const int MaxDirectoryBytes = 1 << 26, EndBytes = 22, EntryBytes = 46, LocalBytes = 30;
    private const uint EndMark = 0x06054B50, End64Mark = 0x06064B50, Locator64Mark = 0x07064B50;
    private const uint EntryMark = 0x02014B50, LocalMark = 0x04034B50;

    private readonly SlicedFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private long _start;

    private ZipDirectory(SlicedFile file) => _file = file;

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>Whether a file begins as an archive does.</summary>
    public static bool Detect(SlicedFile file) => file.Length > EndBytes && file.Peek(0, 4)[..4].SequenceEqual("PK\u0003\u0004"u8);

    /// <summary>Reads one.</summary>
    /// <param name="file">The file that ends with it.</param>
    /// <param name="isBehindOthers">Whether other bytes may stand before it that its offsets do not count.</param>
    /// <exception cref="ModelFormatException">It is damaged, or its directory is larger than any that is read.</exception>
    public static ZipDirectory Read(SlicedFile file, bool isBehindOthers = false)
    {
        var directory = new ZipDirectory(file);
        var (offset, size, end) = directory.Locate();
        if (isBehindOthers && size >= 0 && offset >= 0 && end - size > offset) directory._start = end - size - offset;
        offset += directory._start;
        if (size > MaxDirectoryBytes) throw directory.Damaged($"its directory of {Quantity.Bytes(size)} is larger than any that is read");
        if (offset < 0 || size < 0 || offset > file.Length - size) throw directory.Damaged("its directory lies outside of the file");
        directory.ReadEntries(file.Slice(offset, (int)size).Span);
        return directory;
    }

    /// <summary>The content of one entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="ModelFormatException">It is missing, damaged or larger.</exception>
    public ReadOnlyMemory<byte> Content(string name, int most)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw Damaged($"has no '{name}'");
        if (entry.Size > most) throw Damaged($"'{name}' has {Quantity.Bytes(entry.Size)}; at most {Quantity.Bytes(most)} are read");
        if (entry.Offset > _file.Length - LocalBytes - _start) throw Damaged($"'{name}' lies outside of the file");
        var local = _file.Peek(_start + entry.Offset, LocalBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalMark) throw Damaged($"'{name}' has no header");
        var start = _start + entry.Offset + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (entry.Stored > most || start > _file.Length - entry.Stored) throw Damaged($"'{name}' lies outside of the file");
        var stored = _file.Slice(start, (int)entry.Stored);
        return entry.Method switch
        {
            0 when entry.Stored == entry.Size => stored,
            8 => Inflated(name, stored, (int)entry.Size),
            _ => throw Damaged($"'{name}' is compressed in a way that is not read"),
        };
    }

    // What the directory says of the size is a claim: not a byte more is unpacked.
    private byte[] Inflated(string name, ReadOnlyMemory<byte> stored, int size)
    {
        using var packed = new MemoryStream(stored.ToArray());
        using var stream = new DeflateStream(packed, CompressionMode.Decompress);
        var content = new byte[size];
        try
        {
            if (stream.ReadAtLeast(content, size, throwOnEndOfStream: false) == size && stream.ReadByte() < 0) return content;
        }
        catch (InvalidDataException)
        {
        }
        throw Damaged($"'{name}' does not unpack to the {Quantity.Bytes(size)} that its directory says");
    }

    private (long Offset, long Size, long End) Locate()
    {
        var length = (int)Math.Min(_file.Length, EndBytes + ushort.MaxValue);
        var tail = _file.Slice(_file.Length - length, length).Span;
        for (var i = length - EndBytes; i >= 0; i--)
        {
            var end = tail[i..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndMark) continue;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            if (offset != uint.MaxValue && size != uint.MaxValue) return (offset, size, _file.Length - length + i);
            return Locate64(i >= 20 ? tail.Slice(i - 20, 20) : []);
        }
        throw Damaged("is cut off: the archive has no end; download or save it again");
    }

    private (long Offset, long Size, long End) Locate64(ReadOnlySpan<byte> locator)
    {
        if (locator.Length == 0 || BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Mark) throw Damaged("its end is damaged");
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (at < 0 || at > _file.Length - 56) throw Damaged("its end is damaged");
        var end = _file.Peek(at, 56);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Mark) throw Damaged("its end is damaged");
        return (BinaryPrimitives.ReadInt64LittleEndian(end[48..]), BinaryPrimitives.ReadInt64LittleEndian(end[40..]), at);
    }

    private void ReadEntries(ReadOnlySpan<byte> directory)
    {
        while (directory.Length >= EntryBytes && BinaryPrimitives.ReadUInt32LittleEndian(directory) == EntryMark)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            int extra = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            var whole = EntryBytes + name + extra + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (whole > directory.Length) throw Damaged("its directory is cut off");
            var entry = Entry(directory, directory.Slice(EntryBytes + name, extra));
            var text = Encoding.UTF8.GetString(directory.Slice(EntryBytes, name));
            if (entry.Size < 0 || entry.Stored < 0 || entry.Offset < 0) throw Damaged($"'{text}' has a negative size");
            // Two programs may read two different files out of such an archive.
            if (!_entries.TryAdd(text, entry)) throw Damaged($"has '{text}' twice");
            directory = directory[whole..];
        }
        if (directory.Length > 0) throw Damaged("its directory is damaged");
    }

    private static ZipEntry Entry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) break;
            var field = extra.Slice(4, length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                Wide(ref size, ref field);
                Wide(ref stored, ref field);
                Wide(ref offset, ref field);
            }
            extra = extra[(4 + length)..];
        }
        return new ZipEntry(
            BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), stored, size, offset,
            BinaryPrimitives.ReadUInt32LittleEndian(header[16..]));
    }

    // ZIP64 has those values that do not fit, in this order.
    private static void Wide(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8) return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private ModelFormatException Damaged(string problem) => new(_file.Path, null, problem);
}

/// <summary>One entry of an archive, as its directory states it.</summary>
/// <param name="Method">0 for stored, 8 for deflated.</param>
/// <param name="Stored">Bytes in the archive.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Offset">Where its header lies.</param>
/// <param name="Checksum">CRC-32 of the content.</param>
internal sealed record ZipEntry(int Method, long Stored, long Size, long Offset, uint Checksum);
