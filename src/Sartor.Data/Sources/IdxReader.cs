using System.Buffers.Binary;
using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>
/// IDX, the format of the MNIST family (yann.lecun.com/exdb/mnist): two zero bytes, the element type, the number of axes, each
/// extent as a big-endian int32, then the elements, big-endian.
/// </summary>
internal static class IdxReader
{
    private const int MaxAxes = 8;

    /// <summary>The longest header.</summary>
    public const int MaxHeaderBytes = 4 + (4 * MaxAxes);

    public static bool IsIdx(ReadOnlySpan<byte> head) => head is [0, 0, 0x08 or 0x09 or (>= 0x0B and <= 0x0E), >= 1 and <= MaxAxes, ..];

    /// <summary>The array in a mapped file, which it owns from then on.</summary>
    public static ArrayData Read(SlicedFile file)
    {
        var head = file.Slice(0, (int)Math.Min(file.Length, MaxHeaderBytes)).Span;
        var (element, shape, start) = ReadHeader(file.Path, head, file.Length);
        return new ArrayData(file.Path, element, shape, (offset, length) => file.Slice(start + offset, length), isBigEndian: true, file);
    }

    /// <summary>The array in bytes that hold the whole file.</summary>
    public static ArrayData Read(string path, byte[] bytes)
    {
        var (element, shape, start) = ReadHeader(path, bytes, bytes.Length);
        return new ArrayData(path, element, shape, (offset, length) => bytes.AsMemory(start + (int)offset, length), isBigEndian: true);
    }

    /// <summary>The length in bytes of the whole file as its first bytes state it.</summary>
    public static long SizeOf(string path, byte[] firstBytes, out byte[] header)
    {
        header = firstBytes;
        var (element, shape, start) = ReadHeader(path, firstBytes, null);
        return start + element.ByteCount(shape.ElementCount);
    }

    private static (ElementType Element, Shape Shape, int Start) ReadHeader(string path, ReadOnlySpan<byte> head, long? fileBytes)
    {
        if (!IsIdx(head)) throw new DataSetException(path, "is not IDX; its first bytes are not 0 0 type axes");
        var start = 4 + (4 * head[3]);
        if (head.Length < start) throw new DataSetException(path, "ends within its header; it is truncated, so copy it again");
        var extents = new long[head[3]];
        long size = 1;
        for (var i = 0; i < extents.Length; i++)
        {
            extents[i] = BinaryPrimitives.ReadUInt32BigEndian(head[(4 + (4 * i))..]);
            if (extents[i] is 0 or > int.MaxValue || (size *= extents[i]) > int.MaxValue * 64L)
                throw new DataSetException(
                    path, $"has the shape [{string.Join(',', extents[..(i + 1)])},…], which is invalid; it is damaged, so copy it again");
        }
        var element = Element(head[2]);
        var wanted = start + element.ByteCount(size);
        if (fileBytes is { } length && length != wanted)
            throw new DataSetException(path, $"has {length} bytes where its header {element.Label()}[{string.Join(',', extents)}] asks "
                + $"for {wanted}; it is truncated or damaged, so copy it again");
        var shape = new Shape(extents);
        return element.ByteCount(size / extents[0]) <= int.MaxValue
            ? (element, shape, start)
            : throw new DataSetException(path, $"has rows of more than {int.MaxValue} bytes");
    }

    private static ElementType Element(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        _ => ElementType.Float64,
    };
}
