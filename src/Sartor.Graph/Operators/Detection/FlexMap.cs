using System.Buffers.Binary;
using System.Text;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Detection;

/// <summary>
/// Options of custom operators of TFLite: a map of names and numbers as a FlexBuffer. Every offset is checked against the bytes, and
/// nothing but numbers is read; what else a map has is passed over.
/// </summary>
internal static class FlexMap
{
    // Types of flexbuffers.h.
    private const int Int = 1, UInt = 2, Float = 3, IndirectInt = 6, IndirectUInt = 7, IndirectFloat = 8, Map = 9, Bool = 26;
    private const int MostBytes = 1 << 16, MostEntries = 256, MostName = 256;

    /// <summary>The numbers of a map by name.</summary>
    /// <exception cref="RawNodeException">The bytes are no such map.</exception>
    public static IReadOnlyDictionary<string, double> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 3 or > MostBytes) throw new RawNodeException($"its options have {bytes.Length} bytes");
        int width = bytes[^1], type = bytes[^2];
        if (type >> 2 != Map) throw new RawNodeException("its options are no map");
        var map = Follow(bytes, bytes.Length - 2 - width, width);
        width = 1 << (type & 3);
        var count = Unsigned(bytes, map - width, width);
        var keyWidth = Unsigned(bytes, map - (2 * width), width);
        if (count > MostEntries || keyWidth is not (1 or 2 or 4 or 8)) throw Damaged();
        var keys = Follow(bytes, map - (3 * width), width);
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < (int)count; i++)
        {
            var name = Name(bytes, Follow(bytes, keys + (i * (int)keyWidth), (int)keyWidth));
            var types = map + ((int)count * width) + i;
            if (types >= bytes.Length) throw Damaged();
            if (Number(bytes, map + (i * width), width, bytes[types]) is { } number) numbers[name] = number;
        }
        return numbers;
    }

    /// <summary>A map of numbers: int32, float or bool.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, object> values)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        string[] names = [.. values.Keys.Order(StringComparer.Ordinal)];
        var places = new Dictionary<string, int>();
        foreach (var name in names)
        {
            places[name] = (int)stream.Position;
            writer.Write(Encoding.UTF8.GetBytes(name + '\0'));
        }
        while (stream.Position % 4 != 0) writer.Write((byte)0);
        writer.Write(names.Length);
        var keys = (int)stream.Position;
        foreach (var name in names) writer.Write((int)stream.Position - places[name]);
        writer.Write((int)stream.Position - keys);
        writer.Write(4);
        writer.Write(names.Length);
        var map = (int)stream.Position;
        foreach (var name in names)
        {
            if (values[name] is float number) writer.Write(number);
            else writer.Write(values[name] is bool truth ? (truth ? 1 : 0) : (int)values[name]);
        }
        foreach (var name in names)
            writer.Write((byte)(((values[name] switch { float => Float, bool => Bool, _ => Int }) << 2) | 2));
        while (stream.Position % 4 != 0) writer.Write((byte)0);
        writer.Write((int)stream.Position - map);
        writer.Write((byte)((Map << 2) | 2));
        writer.Write((byte)4);
        return stream.ToArray();
    }

    private static double? Number(ReadOnlySpan<byte> bytes, int place, int width, int packed)
    {
        var type = packed >> 2;
        if (type is IndirectInt or IndirectUInt or IndirectFloat)
            (place, width, type) = (Follow(bytes, place, width), 1 << (packed & 3), type - IndirectInt + Int);
        return type switch
        {
            Int => Signed(Unsigned(bytes, place, width), width),
            UInt or Bool => Unsigned(bytes, place, width),
            Float => Real(Unsigned(bytes, place, width), width),
            _ => null,
        };
    }

    private static double Signed(ulong value, int width) => (long)(value << (64 - (8 * width))) >> (64 - (8 * width));

    private static double Real(ulong value, int width) => width switch
    {
        4 => BitConverter.UInt32BitsToSingle((uint)value),
        8 => BitConverter.UInt64BitsToDouble(value),
        2 => (double)BitConverter.UInt16BitsToHalf((ushort)value),
        _ => throw Damaged(),
    };

    // An offset counts backward from where it stands.
    private static int Follow(ReadOnlySpan<byte> bytes, int place, int width)
    {
        var offset = Unsigned(bytes, place, width);
        return offset <= (ulong)place ? place - (int)offset : throw Damaged();
    }

    private static ulong Unsigned(ReadOnlySpan<byte> bytes, int place, int width)
    {
        if (place < 0 || place + width > bytes.Length) throw Damaged();
        var part = bytes.Slice(place, width);
        return width switch
        {
            1 => part[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(part),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(part),
            8 => BinaryPrimitives.ReadUInt64LittleEndian(part),
            _ => throw Damaged(),
        };
    }

    private static string Name(ReadOnlySpan<byte> bytes, int place)
    {
        var end = bytes[place..].IndexOf((byte)0);
        return end is >= 0 and <= MostName ? Encoding.UTF8.GetString(bytes.Slice(place, end)) : throw Damaged();
    }

    private static RawNodeException Damaged() => new("its options are damaged; get the file again");
}
