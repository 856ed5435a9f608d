namespace Sartor.Core;

/// <summary>Facts about <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly string[] Labels = [.. Enum.GetValues<ElementType>().Select(t => t.ToString().ToLowerInvariant())];

    /// <summary>Size of one element in bits; 0 where an element has no fixed size (string, unknown).</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.Int4 or ElementType.UInt4 => 4,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool or ElementType.Float8E4M3 or ElementType.Float8E5M2 => 8,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 16,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes that <paramref name="count"/> elements take, packed; 0 where an element has no fixed size.</summary>
    /// <exception cref="OverflowException">The product does not fit into 63 bits.</exception>
    public static long ByteCount(this ElementType type, long count) => checked((count * type.Bits()) + 7) / 8;

    /// <summary>True for the binary floating-point types.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    /// <summary>True for the signed and unsigned integer types (not bool).</summary>
    public static bool IsInteger(this ElementType type) => type
        is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32
        or ElementType.UInt32 or ElementType.Int64 or ElementType.UInt64 or ElementType.Int4 or ElementType.UInt4;

    /// <summary>The element type of a .NET value type.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of a tensor element.</exception>
    public static ElementType Of<T>() where T : unmanaged => default(T) switch
    {
        float => ElementType.Float32,
        Half => ElementType.Float16,
        double => ElementType.Float64,
        sbyte => ElementType.Int8,
        byte => ElementType.UInt8,
        short => ElementType.Int16,
        ushort => ElementType.UInt16,
        int => ElementType.Int32,
        uint => ElementType.UInt32,
        long => ElementType.Int64,
        ulong => ElementType.UInt64,
        bool => ElementType.Bool,
        _ => throw new ArgumentException($"{typeof(T)} is not an element type"),
    };

    /// <summary>The lower-case name used in messages, JSON and tables: <c>float32</c>, <c>int8</c>, …</summary>
    public static string Label(this ElementType type) => Labels[(int)type];
}
