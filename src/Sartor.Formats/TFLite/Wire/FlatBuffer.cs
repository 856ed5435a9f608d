using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>
/// A FlatBuffers buffer from outside: every offset, length and count is checked against the buffer before it is followed, and what
/// is decoded out of it is limited by its size, so that shared offsets cannot blow a small file up. Format:
/// https://flatbuffers.dev/internals.
/// </summary>
/// <param name="data">The buffer, from its root offset on.</param>
/// <param name="file">The file as the user named it, for messages.</param>
internal sealed class FlatBuffer(ReadOnlyMemory<byte> data, string file)
{
    // A sound file decodes each of its bytes about once; strings and vectors may be shared a little.
    private long _budget = (4L * data.Length) + (64 << 10);

    public ReadOnlyMemory<byte> Data { get; } = data;

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
        _ = Slice(vtable, vtableLength);
        return new FlatTable(this, (int)table, (int)vtable, vtableLength);
    }

    /// <summary>Follows the unsigned offset at a position to a vector of elements of a size.</summary>
    public FlatVector VectorAt(long position, int elementSize)
    {
        var vector = Follow(position);
        long count = Read<uint>(vector);
        _ = Slice(vector + 4, count * elementSize);
        return new FlatVector(this, (int)vector + 4, (int)count, elementSize);
    }

    /// <summary>Follows the unsigned offset at a position to a string; bytes that are not UTF-8 are replaced.</summary>
    public string StringAt(long position)
    {
        var vector = VectorAt(position, 1);
        Charge(vector.Count, vector.Position);
        return System.Text.Encoding.UTF8.GetString(vector.Memory.Span);
    }

    /// <summary>The value at a position.</summary>
    public T Read<T>(long position) where T : unmanaged => MemoryMarshal.Read<T>(Slice(position, Unsafe.SizeOf<T>()).Span);

    /// <summary>Bytes of the buffer.</summary>
    public ReadOnlyMemory<byte> Slice(long position, long length)
    {
        if (position < 0 || length < 0 || position > Data.Length - length)
            Fail(position, $"{length} bytes reach beyond the {Data.Length} bytes of the file");
        return Data.Slice((int)position, (int)length);
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
        throw new ModelFormatException(file, $"offset {position}", $"{problem}; the file is truncated or damaged, get it again");

    private long Follow(long position) => position + Read<uint>(position);
}
