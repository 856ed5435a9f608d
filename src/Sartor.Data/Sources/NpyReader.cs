using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>
/// NumPy's .npy, versions 1 to 3 (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), little-endian and C order.
/// </summary>
internal static partial class NpyReader
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int MaxAxes = 8;

    public static bool IsNpy(ReadOnlySpan<byte> head) => head is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..];

    /// <summary>The array in a mapped file, which it owns from then on.</summary>
    /// <exception cref="DataSetException">Damaged, or Fortran order, big-endian, or of a type that is no number.</exception>
    public static ArrayData Read(SlicedFile file) => Read(file.Path, file.Length, file.Slice, file);

    /// <summary>The array in memory.</summary>
    /// <param name="place">For messages.</param>
    /// <param name="bytes">What the file holds.</param>
    /// <exception cref="DataSetException">Damaged, or Fortran order, big-endian, or of a type that is no number.</exception>
    public static ArrayData Read(string place, ReadOnlyMemory<byte> bytes) =>
        Read(place, bytes.Length, (offset, length) => bytes.Slice((int)offset, length), null);

    private static ArrayData Read(string path, long length, Func<long, int, ReadOnlyMemory<byte>> slice, IDisposable? owner)
    {
        var header = ReadHeader(path, length, slice, out var start);
        var fields = Header().Match(header);
        if (!fields.Success) throw new DataSetException(path, "has a header that is not NumPy's; save it again with numpy.save");
        if (fields.Groups["fortran"].Value == "True")
            throw new DataSetException(path, "is in Fortran order; save it again with numpy.save(…, numpy.ascontiguousarray(x))");
        var element = Element(path, fields.Groups["descr"].Value);
        var shape = ReadShape(path, fields.Groups["shape"].Value);
        var wanted = start + element.ByteCount(shape.ElementCount);
        if (length != wanted)
            throw new DataSetException(path, $"has {length} bytes where its header {element.Label()}{shape} asks for {wanted}; "
                + "it is truncated or damaged, so save it again");
        return new ArrayData(path, element, shape, (offset, count) => slice(start + offset, count), isBigEndian: false, owner);
    }

    // { 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }: numpy.save writes the keys in this order.
    [GeneratedRegex(
        @"^\s*\{\s*'descr':\s*'(?<descr>[^']{1,16})',\s*'fortran_order':\s*(?<fortran>True|False),"
            + @"\s*'shape':\s*\((?<shape>[0-9, ]{0,200})\),?\s*\}\s*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Header();

    private static string ReadHeader(string path, long size, Func<long, int, ReadOnlyMemory<byte>> slice, out long start)
    {
        var head = slice(0, (int)Math.Min(size, 12)).Span;
        if (head.Length < 12) throw new DataSetException(path, "ends within its header; it is truncated, so save it again");
        var isFirstVersion = head[6] == 1;
        if (head[6] is < 1 or > 3) throw new DataSetException(path, $"is .npy of version {head[6]}; Sartor reads 1 to 3");
        var length = isFirstVersion
            ? BinaryPrimitives.ReadUInt16LittleEndian(head[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        var offset = isFirstVersion ? 10 : 12;
        if (length > MaxHeaderBytes || offset + length > size)
            throw new DataSetException(path, "ends within its header; it is truncated or damaged, so save it again");
        start = offset + length;
        return Encoding.Latin1.GetString(slice(offset, (int)length).Span);
    }

    private static Shape ReadShape(string path, string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var extents = new long[parts.Length];
        long size = 1;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out extents[i])
                || extents[i] is < 1 or > int.MaxValue
                || (size *= extents[i]) > int.MaxValue * 64L)
                throw new DataSetException(path, $"has the shape ({text.Trim()}), which has no samples or is too large");
        }
        if (parts.Length is 0 or > MaxAxes)
            throw new DataSetException(path, $"has the shape ({text.Trim()}); the first of 1 to {MaxAxes} axes must count the samples");
        return size / extents[0] <= int.MaxValue / 8 ? new Shape(extents) : throw new DataSetException(path, "has rows that are too large");
    }

    private static ElementType Element(string path, string descr) => descr switch
    {
        "|b1" => ElementType.Bool,
        "|u1" or "<u1" => ElementType.UInt8,
        "|i1" or "<i1" => ElementType.Int8,
        "<u2" => ElementType.UInt16,
        "<i2" => ElementType.Int16,
        "<u4" => ElementType.UInt32,
        "<i4" => ElementType.Int32,
        "<u8" => ElementType.UInt64,
        "<i8" => ElementType.Int64,
        "<f2" => ElementType.Float16,
        "<f4" => ElementType.Float32,
        "<f8" => ElementType.Float64,
        _ => throw new DataSetException(path, $"has elements of type '{descr}'; save it as float32, or another little-endian number "
            + "type"),
    };
}
