using System.Collections.Immutable;

namespace Sartor.Core;

/// <summary>
/// The extents of a tensor, outermost first; the empty shape is a scalar. All extents are known and ≥ 0: a reader binds symbolic
/// extents before it builds a graph, and what stays unknown is a missing shape, not an unknown extent (docs/ir.md).
/// </summary>
public sealed class Shape : IEquatable<Shape>
{
    /// <summary>The shape of a scalar, <c>[]</c>.</summary>
    public static readonly Shape Scalar = new([]);

    private readonly ImmutableArray<long> _extents;

    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    /// <exception cref="OverflowException">The number of elements does not fit into 63 bits.</exception>
    public Shape(params ReadOnlySpan<long> extents)
    {
        long count = 1;
        foreach (var extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent);
            count = checked(count * extent);
        }
        _extents = extents.ToImmutableArray();
        ElementCount = count;
    }

    /// <summary>Number of axes; 0 for a scalar.</summary>
    public int Rank => _extents.Length;

    /// <summary>Product of the extents; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>All extents, outermost first.</summary>
    public ImmutableArray<long> Extents => _extents;

    /// <summary>The extent of an axis; a negative axis counts from the innermost, -1 being the last.</summary>
    public long this[int axis] => _extents[axis < 0 ? axis + Rank : axis];

    /// <summary>The same extents with one replaced.</summary>
    public Shape With(int axis, long extent)
    {
        var extents = _extents.ToArray();
        extents[axis < 0 ? axis + Rank : axis] = extent;
        return new Shape(extents);
    }

    /// <summary>Row-major strides in elements.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, _extents[axis]);
        }
        return strides;
    }

    /// <summary>
    /// The shape of an elementwise result by the multidirectional rule of NumPy and ONNX, or null where the two do not agree.
    /// </summary>
    public static Shape? Broadcast(Shape left, Shape right)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        var extents = new long[rank];
        for (var i = 1; i <= rank; i++)
        {
            var a = i <= left.Rank ? left[-i] : 1;
            var b = i <= right.Rank ? right[-i] : 1;
            if (a != b && a != 1 && b != 1) return null;
            extents[rank - i] = a == 1 ? b : a;
        }
        return new Shape(extents);
    }

    public bool Equals(Shape? other) => other is not null && _extents.AsSpan().SequenceEqual(other._extents.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in _extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary><c>[1,3,224,224]</c>, with the invariant culture.</summary>
    public override string ToString() => $"[{string.Join(',', _extents)}]";

    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Shape? left, Shape? right) => !(left == right);
}
