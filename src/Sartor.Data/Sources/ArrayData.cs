using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Elements of one type in rows: the first axis counts the samples. The bytes lie in a mapped file or in memory.</summary>
internal sealed class ArrayData : IDisposable
{
    private readonly Func<long, int, ReadOnlyMemory<byte>> _slice;
    private readonly bool _isBigEndian;
    private readonly IDisposable? _owner;

    /// <param name="file">For messages.</param>
    /// <param name="element">Type of one element, of whole bytes.</param>
    /// <param name="shape">All axes, rank ≥ 1.</param>
    /// <param name="slice">Bytes by offset and length; all that the shape asks for are there.</param>
    /// <param name="isBigEndian">True where elements have their most significant byte first.</param>
    /// <param name="owner">Disposed with this.</param>
    public ArrayData(string file, ElementType element, Shape shape, Func<long, int, ReadOnlyMemory<byte>> slice, bool isBigEndian = false,
        IDisposable? owner = null)
    {
        File = file;
        Element = element;
        Shape = shape;
        ItemShape = new Shape(shape.Extents.AsSpan()[1..]);
        _slice = slice;
        _isBigEndian = isBigEndian;
        _owner = owner;
    }

    public string File { get; }

    public ElementType Element { get; }

    public Shape Shape { get; }

    /// <summary>The shape of one row; a scalar for a vector.</summary>
    public Shape ItemShape { get; }

    /// <summary>The bytes of a row as they lie in the file.</summary>
    public ReadOnlyMemory<byte> Bytes(int index)
    {
        var size = Element.ByteCount(ItemShape.ElementCount);
        return _slice(index * size, (int)size);
    }

    /// <summary>One row in this machine's byte order.</summary>
    public Tensor Row(int index)
    {
        var bytes = Bytes(index);
        var size = Element.Bits() / 8;
        if (!_isBigEndian || size == 1) return new Tensor(Element, ItemShape, bytes);
        var swapped = bytes.ToArray();
        for (var i = 0; i < swapped.Length; i += size) swapped.AsSpan(i, size).Reverse();
        return new Tensor(Element, ItemShape, swapped);
    }

    /// <summary>SHA-256 of a row's bytes, lower-case hexadecimal.</summary>
    public string Hash(int index) => Sha256.Hex(Bytes(index).Span);

    /// <summary>
    /// A row as an image where it can be one: bytes of shape <c>[H,W]</c>, <c>[H,W,1]</c>, <c>[H,W,3]</c>, <c>[1,H,W]</c> or
    /// <c>[3,H,W]</c>; else null.
    /// </summary>
    public PixelImage? Image(int index)
    {
        if (!HoldsImages) return null;
        var (height, width, channels, isPlanar) = ImageAxes;
        var bytes = Bytes(index);
        return new PixelImage((int)width, (int)height, (int)channels, isPlanar && channels > 1
            ? Interleave(bytes.Span, (int)channels)
            : bytes);
    }

    /// <summary>True where <see cref="Image"/> is not null.</summary>
    public bool HoldsImages => Element == ElementType.UInt8 && ItemShape.ElementCount > 0 && ImageAxes.Height > 0;

    /// <summary>A vector of class indices.</summary>
    /// <exception cref="DataSetException">Not a vector of integers (or <c>[N,1]</c>), or a value that is no class index.</exception>
    public int[] ReadLabels()
    {
        if (!LooksLikeLabels)
            throw new DataSetException(File, $"holds {Element.Label()}{Shape}, not labels; labels are one integer per sample");
        var labels = new int[Shape[0]];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = Row(i).ToInt64s()[0];
            if (value is < 0 or > int.MaxValue)
                throw new DataSetException(File, $"row {i}: the label {value} is not a class index; class indices start at 0");
            labels[i] = (int)value;
        }
        return labels;
    }

    /// <summary>The rows as targets, in reals.</summary>
    /// <exception cref="DataSetException">A value is not a finite number.</exception>
    public IReadOnlyList<IReadOnlyList<float>> ReadTargets()
    {
        if (Shape.ElementCount > Array.MaxLength / sizeof(float))
            throw new DataSetException(File, $"holds {Element.Label()}{Shape}, which is too large for targets");
        var targets = new IReadOnlyList<float>[Shape[0]];
        for (var i = 0; i < targets.Length; i++)
        {
            var row = Row(i).ToSingles();
            if (Array.FindIndex(row, value => !float.IsFinite(value)) is var bad and >= 0)
                throw new DataSetException(File, $"row {i}: the target {row[bad]} is not a finite number; correct it or remove the sample");
            targets[i] = row;
        }
        return targets;
    }

    /// <summary>True for integers <c>[N]</c> or <c>[N,1]</c>.</summary>
    public bool LooksLikeLabels => Element.IsInteger() && Shape.Rank <= 2 && ItemShape.ElementCount == 1;

    public void Dispose() => _owner?.Dispose();

    private (long Height, long Width, long Channels, bool IsPlanar) ImageAxes => ItemShape.Extents.AsSpan() switch
    {
        [var h, var w] => (h, w, 1L, false),
        [var h, var w, (1 or 3) and var c] => (h, w, c, false),
        [(1 or 3) and var c, var h, var w] => (h, w, c, true),
        _ => default,
    };

    private static byte[] Interleave(ReadOnlySpan<byte> planes, int channels)
    {
        var result = new byte[planes.Length];
        var count = planes.Length / channels;
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < channels; c++) result[(i * channels) + c] = planes[(c * count) + i];
        }
        return result;
    }
}
