using System.Runtime.InteropServices;
using System.Text;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Wire;

/// <summary>
/// Writes a FlatBuffers buffer from front to back: each table is followed by what it refers to, equal vtables are shared, and large
/// byte vectors come last, straight from their memory. So do vectors of numbers that several tables have, for offsets only point forward:
/// zero points, scales, shapes and indices repeat. The same input gives the same bytes.
/// </summary>
internal sealed class FlatBufferWriter
{
    /// <summary>Offsets are 32 bits and the runtimes hold sizes in signed ints.</summary>
    public const long MaximumLength = int.MaxValue;

    // Readers of ours and others bound what a file unpacks to by its size.
    private const int ShortestShared = 8;

    private readonly Dictionary<string, int> _vtables = new(StringComparer.Ordinal);
    private readonly List<(int Position, FlatBlob Blob)> _blobs = [];
    private readonly List<(int Position, TableWriter Table)> _late = [];
    private readonly Dictionary<(int Count, int Alignment, string Bytes), int> _uses = [];
    private readonly Dictionary<(int Count, int Alignment, string Bytes), FlatBlob> _shared = [];
    private readonly HashSet<TableWriter> _counted = new(ReferenceEqualityComparer.Instance);
    private byte[] _bytes = new byte[4096];
    private int _length;

    private FlatBufferWriter()
    {
    }

    /// <summary>Writes a buffer.</summary>
    /// <param name="root">The root table.</param>
    /// <param name="identifier">The four characters after the root offset.</param>
    /// <param name="output">Gets the whole buffer.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="BufferTooLongException">It would be longer than <see cref="MaximumLength"/>.</exception>
    public static long Write(TableWriter root, string identifier, Stream output)
    {
        var writer = new FlatBufferWriter();
        writer.CountUses(root);
        writer.Reserve(4);
        Encoding.ASCII.GetBytes(identifier, writer.Reserve(4));
        writer.Patch(0, writer.Table(root));
        writer.FinishShared();
        return writer.Finish(output);
    }

    private int Table(TableWriter table)
    {
        // Wide fields first: then only the start of the table needs alignment.
        var fields = table.Fields.OrderByDescending(f => Size(f.Value)).ThenBy(f => f.Key).ToArray();
        var alignment = fields.Length > 0 && Size(fields[0].Value) == 8 ? 8 : 4;
        var offsets = new ushort[table.Fields.Count == 0 ? 0 : table.Fields.Keys.Max() + 1];
        var size = alignment == 8 ? 8 : 4;
        foreach (var (slot, field) in fields)
        {
            offsets[slot] = (ushort)size;
            size += Size(field);
        }
        var vtable = Vtable(offsets, (ushort)size);
        Align(alignment, 0);
        var start = _length;
        Reserve(size);
        MemoryMarshal.Write(_bytes.AsSpan(start), start - vtable);
        foreach (var (slot, field) in fields)
        {
            if (field is FlatField.Inline inline) inline.Bytes.CopyTo(_bytes.AsSpan(start + offsets[slot]));
        }
        foreach (var (slot, field) in table.Fields)
        {
            if (field is FlatField.Reference { IsShared: true, Target: TableWriter shared }) _late.Add((start + offsets[slot], shared));
            else if (field is FlatField.Reference reference) Target(start + offsets[slot], reference.Target);
        }
        return start;
    }

    private void FinishShared()
    {
        var starts = new Dictionary<TableWriter, int>(ReferenceEqualityComparer.Instance);
        // A shared table may refer to others.
        for (var i = 0; i < _late.Count; i++)
        {
            var (position, table) = _late[i];
            if (!starts.TryGetValue(table, out var start) || start < position) starts[table] = start = Table(table);
            Patch(position, start);
        }
    }

    private static int Size(FlatField field) => field is FlatField.Inline inline ? inline.Bytes.Length : 4;

    private int Vtable(ushort[] offsets, ushort tableSize)
    {
        ushort[] vtable = [(ushort)(4 + (2 * offsets.Length)), tableSize, .. offsets];
        var bytes = MemoryMarshal.AsBytes(vtable.AsSpan());
        var key = Encoding.Latin1.GetString(bytes);
        if (_vtables.TryGetValue(key, out var position)) return position;
        Align(2, 0);
        position = _length;
        bytes.CopyTo(Reserve(bytes.Length));
        _vtables.Add(key, position);
        return position;
    }

    private void Target(int position, object target)
    {
        switch (target)
        {
            case TableWriter table:
                Patch(position, Table(table));
                break;
            case string text:
                Patch(position, Vector(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetByteCount(text), 1));
                Reserve(1);
                break;
            case FlatBlob blob:
                if (!blob.IsShared) _blobs.Add((position, blob));
                else if (_uses.GetValueOrDefault(Key(blob)) > 1) _blobs.Add((position, Shared(blob)));
                else Patch(position, Vector(blob.Data.Span, blob.Count, blob.Alignment));
                break;
            case IReadOnlyList<TableWriter> tables:
                var start = Vector(new byte[4 * tables.Count], tables.Count, 4);
                Patch(position, start);
                for (var i = 0; i < tables.Count; i++) Patch(start + 4 + (4 * i), Table(tables[i]));
                break;
            default:
                throw new InvalidOperationException($"{target.GetType()} has no place in a buffer");
        }
    }

    private FlatBlob Shared(FlatBlob blob)
    {
        var key = Key(blob);
        return _shared.TryGetValue(key, out var first) ? first : _shared[key] = blob;
    }

    // What one table alone has stays beside it.
    private void CountUses(TableWriter table)
    {
        foreach (var field in table.Fields.Values.OfType<FlatField.Reference>())
        {
            if (field.Target is TableWriter inner && (!field.IsShared || _counted.Add(inner))) CountUses(inner);
            else if (field.Target is IReadOnlyList<TableWriter> tables) foreach (var each in tables) CountUses(each);
            else if (field.Target is FlatBlob { IsShared: true, Data.Length: >= ShortestShared } blob)
                _uses[Key(blob)] = _uses.GetValueOrDefault(Key(blob)) + 1;
        }
    }

    private static (int Count, int Alignment, string Bytes) Key(FlatBlob blob) =>
        (blob.Count, blob.Alignment, Encoding.Latin1.GetString(blob.Data.Span));

    private int Vector(ReadOnlySpan<byte> data, int count, int alignment)
    {
        Align(Math.Max(4, alignment), 4);
        var start = _length;
        MemoryMarshal.Write(Reserve(4), count);
        data.CopyTo(Reserve(data.Length));
        return start;
    }

    private long Finish(Stream output)
    {
        long end = _length;
        var starts = new Dictionary<FlatBlob, long>(ReferenceEqualityComparer.Instance);
        foreach (var (position, blob) in _blobs)
        {
            if (!starts.TryGetValue(blob, out var start))
            {
                starts.Add(blob, start = Aligned(end, blob.Alignment, 4));
                end = start + 4 + blob.Data.Length;
                if (end > MaximumLength) throw new BufferTooLongException();
            }
            Patch(position, start);
        }
        output.Write(_bytes.AsSpan(0, _length));
        end = _length;
        Span<byte> head = stackalloc byte[64];
        foreach (var blob in starts.Keys)
        {
            var padding = (int)(Aligned(end, blob.Alignment, 4) - end);
            head.Clear();
            MemoryMarshal.Write(head[padding..], blob.Count);
            output.Write(head[..(padding + 4)]);
            LazyBytes.Stream(blob.Data, piece => output.Write(piece.Span));
            end += padding + 4 + blob.Data.Length;
        }
        return end;
    }

    // The position before a prefix such that what follows the prefix is aligned.
    private static long Aligned(long position, int alignment, int prefix) =>
        ((position + prefix + alignment - 1) / alignment * alignment) - prefix;

    private void Align(int alignment, int prefix) => Reserve((int)(Aligned(_length, alignment, prefix) - _length));

    private void Patch(int position, long target) => MemoryMarshal.Write(_bytes.AsSpan(position), checked((uint)(target - position)));

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, checked(Math.Max(_length + count, 2 * _bytes.Length)));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
