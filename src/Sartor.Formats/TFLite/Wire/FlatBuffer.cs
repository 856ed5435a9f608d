using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>
/// A FlatBuffers buffer from outside: every offset, length and count is checked against the buffer before it is followed, and what
/// is decoded out of it is limited by its size, so that shared offsets cannot blow a small file up. Format:
/// https://flatbuffers.dev/internals.
/// </summary>
internal sealed class FlatBuffer
{
    private readonly SlicedFile? _file;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly string _name;
    private long _budget;

    /// <summary>A file; where it is longer than 2 GiB, its beginning.</summary>
    public FlatBuffer(SlicedFile file) : this(file.Path, (int)Math.Min(file.Length, int.MaxValue)) => _file = file;

    /// <summary>Bytes in memory.</summary>
    /// <param name="data">The buffer, from its root offset on.</param>
    /// <param name="name">What messages call it.</param>
    public FlatBuffer(ReadOnlyMemory<byte> data, string name) : this(name, data.Length) => _data = data;

    private FlatBuffer(string name, int length)
    {
        _name = name;
        Length = length;
        // A sound file decodes each of its bytes about once; strings and vectors may be shared a little.
        _budget = (4L * length) + (64 << 10);
    }

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <summary>The root table.</summary>
    public FlatTable Root() => TableAt(0);

    /// <summary>Follows the unsigned offset at a position to the table that it points to.</summary>
    /// <param name="position">Where the offset lies.</param>
    /// <param name="cost">What the reader makes of the table, in bytes of the limit.</param>
    public FlatTable TableAt(long position, int cost = 8)
    {
        var table = Follow(position);
        Charge(cost, table);
        var vtable = table - Read<int>(table);
        var vtableLength = Read<ushort>(vtable);
        if (vtableLength < 4 || (vtableLength & 1) != 0) Fail(vtable, $"a vtable of {vtableLength} bytes");
        Check(vtable, vtableLength);
        return new FlatTable(this, (int)table, (int)vtable, vtableLength);
    }

    /// <summary>Follows the unsigned offset at a position to a vector of elements of a size.</summary>
    public FlatVector VectorAt(long position, int elementSize)
    {
        var vector = Follow(position);
        long count = Read<uint>(vector);
        Check(vector + 4, count * elementSize);
        return new FlatVector(this, (int)vector + 4, (int)count, elementSize);
    }

    /// <summary>Follows the unsigned offset at a position to a string; bytes that are not UTF-8 are replaced.</summary>
    public string StringAt(long position)
    {
        var vector = VectorAt(position, 1);
        Charge(vector.Count, vector.Position);
        return System.Text.Encoding.UTF8.GetString(vector.Span);
    }

    /// <summary>The value at a position.</summary>
    public T Read<T>(long position) where T : unmanaged => MemoryMarshal.Read<T>(Span(position, Unsafe.SizeOf<T>()));

    /// <summary>Bytes of the buffer, to look at now.</summary>
    public ReadOnlySpan<byte> Span(long position, long length)
    {
        Check(position, length);
        return _file is null ? _data.Span.Slice((int)position, (int)length) : _file.Peek(position, (int)length)[..(int)length];
    }

    /// <summary>Bytes of the buffer, to be read when they are needed.</summary>
    public ReadOnlyMemory<byte> Slice(long position, long length)
    {
        Check(position, length);
        return _file is null ? _data.Slice((int)position, (int)length) : _file.Slice(position, (int)length);
    }

    /// <summary>Counts bytes that are decoded into objects.</summary>
    public void Charge(long bytes, long position)
    {
        _budget -= bytes;
        if (_budget < 0) Fail(position, "the same content is used again and again");
    }

    /// <summary>The buffer is damaged.</summary>
    /// <exception cref="ModelFormatException">Always.</exception>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public void Fail(long position, string problem) =>
        throw new ModelFormatException(_name, $"offset {position}", $"{problem}; the file is truncated or damaged, get it again");

    private void Check(long position, long length)
    {
        if (position < 0 || length < 0 || position > Length - length)
            Fail(position, $"{length} bytes reach beyond the {Length} bytes of the file");
    }

    private long Follow(long position) => position + Read<uint>(position);
}
