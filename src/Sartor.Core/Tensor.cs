using System.Numerics;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>
/// Immutable dense data, row-major and little-endian. The bytes may lie in a mapped file: nothing copies them until someone asks
/// for a converted array.
/// </summary>
public sealed class Tensor
{
    /// <param name="element">Type of one element, of fixed size.</param>
    /// <param name="shape">Extents, outermost first.</param>
    /// <param name="data">Exactly the bytes that type and shape ask for.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match.</exception>
    public Tensor(ElementType element, Shape shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (element.Bits() == 0 || element.ByteCount(shape.ElementCount) != data.Length)
            throw new ArgumentException($"{element.Label()}{shape} does not fit {data.Length} bytes", nameof(data));
        Element = element;
        Shape = shape;
        Data = data;
    }

    /// <summary>Type of one element.</summary>
    public ElementType Element { get; }

    /// <summary>Extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The raw bytes, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Type and shape together.</summary>
    public TensorType Type => new(Element, Shape);

    /// <summary>A tensor over a copy of <paramref name="values"/>.</summary>
    public static Tensor Create<T>(Shape shape, ReadOnlySpan<T> values) where T : unmanaged =>
        new(ElementTypes.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A tensor over a copy of <paramref name="values"/>.</summary>
    public static Tensor Create<T>(Shape shape, T[] values) where T : unmanaged => Create<T>(shape, values.AsSpan());

    /// <summary>A vector, <c>[values.Length]</c>.</summary>
    public static Tensor Vector<T>(params ReadOnlySpan<T> values) where T : unmanaged => Create(new Shape(values.Length), values);

    /// <summary>A scalar, <c>[]</c>.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => Create(Shape.Scalar, [value]);

    /// <summary>The elements where they lie, without conversion.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => ElementTypes.Of<T>() == Element
        ? MemoryMarshal.Cast<byte, T>(Data.Span)
        : throw new InvalidOperationException($"a {Element.Label()} tensor was read as {ElementTypes.Of<T>().Label()}");

    /// <summary>The same bytes under another shape of equal element count.</summary>
    public Tensor Reshape(Shape shape) => new(Element, shape, Data);

    /// <summary>All elements as float32; a copy. Integers and wide floats are rounded to nearest.</summary>
    public float[] ToSingles() => Element switch
    {
        ElementType.Float32 => AsSpan<float>().ToArray(),
        ElementType.BFloat16 => Map(MemoryMarshal.Cast<byte, ushort>(Data.Span), v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        ElementType.Float16 => Map(AsSpan<Half>(), v => (float)v),
        ElementType.Float64 => Map(AsSpan<double>(), v => (float)v),
        ElementType.UInt64 => Map(AsSpan<ulong>(), v => (float)v),
        _ => Map(ToInt64s(), v => (float)v),
    };

    /// <summary>
    /// All elements as float32: where they lie, if that is what they are, else a copy as <see cref="ToSingles"/> makes it.
    /// </summary>
    public ReadOnlySpan<float> ReadSingles() => Element == ElementType.Float32 ? AsSpan<float>() : ToSingles();

    /// <summary>All elements as float64; a copy.</summary>
    public double[] ToDoubles() => Element switch
    {
        ElementType.Float64 => AsSpan<double>().ToArray(),
        ElementType.UInt64 => Map(AsSpan<ulong>(), v => (double)v),
        _ when Element.IsFloat() => Map(ToSingles(), v => (double)v),
        _ => Map(ToInt64s(), v => (double)v),
    };

    /// <summary>
    /// All elements as int64; a copy. Floats are truncated toward zero and saturate; uint64 keeps its bits, so that 2⁶³ and more become
    /// negative.
    /// </summary>
    /// <exception cref="InvalidOperationException">The element type is neither a number nor bool.</exception>
    public long[] ToInt64s() => Element switch
    {
        ElementType.Int64 => AsSpan<long>().ToArray(),
        ElementType.Int32 => Map(AsSpan<int>(), v => (long)v),
        ElementType.Int16 => Map(AsSpan<short>(), v => (long)v),
        ElementType.Int8 => Map(AsSpan<sbyte>(), v => (long)v),
        ElementType.UInt64 => Map(AsSpan<ulong>(), v => unchecked((long)v)),
        ElementType.UInt32 => Map(AsSpan<uint>(), v => (long)v),
        ElementType.UInt16 => Map(AsSpan<ushort>(), v => (long)v),
        ElementType.UInt8 or ElementType.Bool => Map(Data.Span, v => (long)v),
        ElementType.Int4 => Nibbles(n => (n ^ 8) - 8),
        ElementType.UInt4 => Nibbles(n => n),
        _ when Element.IsFloat() => Map(ToSinglesOrDoubles(), v => long.CreateSaturating(v)),
        _ => throw new InvalidOperationException($"a {Element.Label()} tensor holds no numbers"),
    };

    private double[] ToSinglesOrDoubles() => Element == ElementType.Float64 ? AsSpan<double>().ToArray() : Map(ToSingles(), v => (double)v);

    private long[] Nibbles(Func<int, long> read)
    {
        var bytes = Data.Span;
        var values = new long[Shape.ElementCount];
        for (var i = 0; i < values.Length; i++) values[i] = read((i & 1) == 0 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4);
        return values;
    }

    private static TOut[] Map<TIn, TOut>(ReadOnlySpan<TIn> source, Func<TIn, TOut> convert)
    {
        var result = new TOut[source.Length];
        for (var i = 0; i < source.Length; i++) result[i] = convert(source[i]);
        return result;
    }

    /// <summary>
    /// A tensor of another numeric type with the values converted: to a float rounded to nearest, to an integer truncated and saturated.
    /// </summary>
    public Tensor ConvertTo(ElementType element)
    {
        if (element == Element) return this;
        var singles = Element.IsFloat() && Element != ElementType.Float64;
        return element switch
        {
            ElementType.Float32 when Element == ElementType.Float16 => Converted(AsSpan<Half>(), v => (float)v),
            ElementType.Float32 when Element == ElementType.Float64 => Converted(AsSpan<double>(), v => (float)v),
            ElementType.Float32 => Create(Shape, ToSingles()),
            ElementType.Float64 => Create(Shape, ToDoubles()),
            ElementType.Float16 => singles ? Converted(ReadSingles(), v => (Half)v) : Converted<double, Half>(ToDoubles(), v => (Half)v),
            ElementType.BFloat16 => new Tensor(element, Shape, MemoryMarshal.AsBytes(Map(ToSingles(), ToBFloat16).AsSpan()).ToArray()),
            ElementType.Int64 => Integers<long>(),
            ElementType.Int32 => Integers<int>(),
            ElementType.Int16 => Integers<short>(),
            ElementType.Int8 => Integers<sbyte>(),
            ElementType.UInt64 => Integers<ulong>(),
            ElementType.UInt32 => Integers<uint>(),
            ElementType.UInt16 => Integers<ushort>(),
            ElementType.UInt8 => Integers<byte>(),
            ElementType.Bool => Create(Shape, Map(ToDoubles(), v => v != 0)),
            _ => throw new InvalidOperationException($"no conversion from {Element.Label()} to {element.Label()}"),
        };
    }

    // Weights are large: each element is written where it stays.
    private Tensor Converted<TIn, TOut>(ReadOnlySpan<TIn> source, Func<TIn, TOut> convert) where TOut : unmanaged
    {
        var element = ElementTypes.Of<TOut>();
        var data = new byte[element.ByteCount(source.Length)];
        var target = MemoryMarshal.Cast<byte, TOut>(data.AsSpan());
        for (var i = 0; i < source.Length; i++) target[i] = convert(source[i]);
        return new Tensor(element, Shape, data);
    }

    // Round to nearest, ties to even; a NaN stays one.
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    // int64 holds neither the upper half of uint64 nor the floats that lie there.
    private Tensor Integers<T>() where T : unmanaged, INumberBase<T> => Create(Shape, Element switch
    {
        ElementType.UInt64 => Map(AsSpan<ulong>(), T.CreateSaturating),
        _ when Element.IsFloat() => Map(ToSinglesOrDoubles(), T.CreateSaturating),
        _ => Map(ToInt64s(), T.CreateSaturating),
    });

    public override string ToString() => Type.ToString();
}
