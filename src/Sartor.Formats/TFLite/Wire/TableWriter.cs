using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>Collects the fields of one table; <see cref="FlatBufferWriter"/> lays them out. Fields may be set in any order.</summary>
internal sealed class TableWriter
{
    private readonly SortedDictionary<int, FlatField> _fields = [];

    /// <summary>Fields by slot.</summary>
    public IReadOnlyDictionary<int, FlatField> Fields => _fields;

    /// <summary>A number; nothing is stored when it is the default of the schema.</summary>
    public TableWriter Scalar<T>(int slot, T value, T fallback = default) where T : unmanaged, IEquatable<T> =>
        value.Equals(fallback) ? this : Set(slot, new FlatField.Inline(Bytes(value)));

    /// <summary>A table; null stores nothing.</summary>
    public TableWriter Table(int slot, TableWriter? table) => table is null ? this : Set(slot, new FlatField.Reference(table));

    /// <summary>A table that others may refer to as well; it is written once, behind them. Null stores nothing.</summary>
    public TableWriter Shared(int slot, TableWriter? table) =>
        table is null ? this : Set(slot, new FlatField.Reference(table, IsShared: true));

    /// <summary>A string; null stores nothing.</summary>
    public TableWriter String(int slot, string? text) => text is null ? this : Set(slot, new FlatField.Reference(text));

    /// <summary>A vector of numbers; tables with equal ones share one.</summary>
    public TableWriter Vector<T>(int slot, ReadOnlySpan<T> values) where T : unmanaged =>
        Set(
            slot,
            new FlatField.Reference(
                new FlatBlob(MemoryMarshal.AsBytes(values).ToArray(), values.Length, Unsafe.SizeOf<T>(), IsShared: true)));

    /// <summary>A vector of tables.</summary>
    public TableWriter Tables(int slot, IReadOnlyList<TableWriter> tables) => Set(slot, new FlatField.Reference(tables));

    /// <summary>A vector of bytes that is written after everything else, without a copy.</summary>
    /// <param name="slot">Slot of the field.</param>
    /// <param name="data">The bytes; they must not change before the buffer is written.</param>
    /// <param name="alignment">Of the first byte, a power of two.</param>
    public TableWriter Blob(int slot, ReadOnlyMemory<byte> data, int alignment) =>
        Set(slot, new FlatField.Reference(new FlatBlob(data, data.Length, alignment, IsShared: false)));

    private TableWriter Set(int slot, FlatField field)
    {
        _fields.Add(slot, field);
        return this;
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged
    {
        var bytes = new byte[Unsafe.SizeOf<T>()];
        MemoryMarshal.Write(bytes, value);
        return bytes;
    }
}
