using System.Runtime.CompilerServices;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>A table in a <see cref="FlatBuffer"/>. Fields are numbered by slot, from 0 in the order of the schema.</summary>
internal readonly struct FlatTable
{
    private readonly FlatBuffer _buffer;
    private readonly int _vtable;
    private readonly int _vtableLength;

    internal FlatTable(FlatBuffer buffer, int position, int vtable, int vtableLength)
    {
        _buffer = buffer;
        Position = position;
        _vtable = vtable;
        _vtableLength = vtableLength;
    }

    /// <summary>Offset in the file, for messages.</summary>
    public int Position { get; }

    /// <summary>True when the field is stored.</summary>
    public bool Has(int slot) => Field(slot) != 0;

    /// <summary>A number, or its default where it is not stored.</summary>
    public T Scalar<T>(int slot, T fallback = default) where T : unmanaged =>
        Field(slot) is var at and not 0 ? _buffer.Read<T>(at) : fallback;

    /// <summary>A table, or null.</summary>
    public FlatTable? Table(int slot) => Field(slot) is var at and not 0 ? _buffer.TableAt(at) : null;

    /// <summary>A string, or null.</summary>
    public string? String(int slot) => Field(slot) is var at and not 0 ? _buffer.StringAt(at) : null;

    /// <summary>A vector of numbers; empty where it is not stored.</summary>
    public FlatVector Vector<T>(int slot) where T : unmanaged => Vector(slot, Unsafe.SizeOf<T>());

    /// <summary>A vector of tables; empty where it is not stored.</summary>
    public FlatVector Tables(int slot) => Vector(slot, 4);

    private FlatVector Vector(int slot, int elementSize) =>
        Field(slot) is var at and not 0 ? _buffer.VectorAt(at, elementSize) : new FlatVector(_buffer, Position, 0, elementSize);

    /// <summary>Offset of a field in the file; 0 where it is not stored.</summary>
    public long Field(int slot)
    {
        var entry = 4 + (2 * slot);
        if (entry + 2 > _vtableLength) return 0;
        var offset = _buffer.Read<ushort>(_vtable + entry);
        return offset == 0 ? 0 : Position + offset;
    }
}
