using System.Numerics;
using System.Runtime.InteropServices;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>A vector in a <see cref="FlatBuffer"/>; its extent has been checked.</summary>
internal readonly struct FlatVector
{
    private readonly FlatBuffer _buffer;
    private readonly int _elementSize;

    internal FlatVector(FlatBuffer buffer, int position, int count, int elementSize)
    {
        _buffer = buffer;
        Position = position;
        Count = count;
        _elementSize = elementSize;
    }

    /// <summary>Offset of the first element in the file.</summary>
    public int Position { get; }

    public int Count { get; }

    /// <summary>All bytes, to look at now.</summary>
    public ReadOnlySpan<byte> Span => _buffer.Span(Position, (long)Count * _elementSize);

    /// <summary>All bytes, to be read when they are needed.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.Slice(Position, (long)Count * _elementSize);

    /// <summary>The i-th table of a vector of tables.</summary>
    /// <param name="index">From 0 on.</param>
    /// <param name="cost">What the reader makes of the table, in bytes of the buffer's limit.</param>
    public FlatTable Table(int index, int cost = 8) => _buffer.TableAt(Position + (4L * Checked(index)), cost);

    /// <summary>All numbers, copied.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        _buffer.Charge((long)Count * _elementSize, Position);
        return MemoryMarshal.Cast<byte, T>(Span).ToArray();
    }

    /// <summary>All integers, copied and widened.</summary>
    public long[] ToInt64s<T>() where T : unmanaged, IBinaryInteger<T> => Array.ConvertAll(ToArray<T>(), long.CreateChecked);

    private int Checked(int index) => (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index));
}
