using System.Buffers;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// The elements of a tensor in another order, moved when someone looks at them. Leading axes that stay where they are divide it into
/// blocks, each of which lies at the same place before and after.
/// </summary>
internal sealed class TransposedBytes : LazyBytes
{
    private const int SmallBlock = 1 << 16;
    private const int BufferBytes = 1 << 18;
    // So few bytes are looked at to compare contents.
    private const int Sample = 1 << 10;

    private readonly ReadOnlyMemory<byte> _source;
    private readonly AxisOrder _order;
    private readonly int _block;

    /// <param name="source">The elements before.</param>
    /// <param name="order">How they move.</param>
    public TransposedBytes(ReadOnlyMemory<byte> source, AxisOrder order) : base(source.Length)
    {
        (_source, _order) = (source, order);
        _block = checked((int)order.BlockElements * order.Size);
    }

    protected override int Step => _block;

    protected override void Fill(int start, Span<byte> target)
    {
        if (target.Length <= Sample && _block > SmallBlock && start % _order.Size == 0 && target.Length % _order.Size == 0)
        {
            for (var at = 0; at < target.Length; at += _order.Size)
                Copy(_source, checked((int)_order.Source((start + at) / _order.Size) * _order.Size), target.Slice(at, _order.Size));
            return;
        }
        var most = Math.Max(1, BufferBytes / _block) * _block;
        while (target.Length > 0)
        {
            var first = start / _block * _block;
            var skipped = start - first;
            var whole = Math.Min(most, (skipped + target.Length + _block - 1) / _block * _block);
            var used = Math.Min(whole - skipped, target.Length);
            Blocks(first, whole, skipped, target[..used]);
            target = target[used..];
            start += used;
        }
    }

    // A block that is larger than the buffer is read as a whole, and passed in rows.
    protected override void Stream(int start, int length, Action<ReadOnlyMemory<byte>> consume)
    {
        if (_block <= BufferBytes || start % _block != 0 || length % _block != 0)
        {
            base.Stream(start, length, consume);
            return;
        }
        var source = ArrayPool<byte>.Shared.Rent(_block);
        var rows = Math.Clamp(BufferBytes / _order.RowBytes, 1, _order.Rows);
        var buffer = ArrayPool<byte>.Shared.Rent(rows * _order.RowBytes);
        try
        {
            for (var at = start; at < start + length; at += _block)
            {
                Copy(_source, at, source.AsSpan(0, _block));
                for (var row = 0; row < _order.Rows; row += rows)
                {
                    var count = Math.Min(rows, _order.Rows - row);
                    _order.Move(source.AsSpan(0, _block), buffer, row, count);
                    consume(buffer.AsMemory(0, count * _order.RowBytes));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(source);
        }
    }

    // Whole blocks from a place on, of which the first bytes are left out.
    private void Blocks(int first, int length, int skipped, Span<byte> target)
    {
        var isWhole = skipped == 0 && target.Length == length;
        var source = ArrayPool<byte>.Shared.Rent(length);
        var moved = isWhole ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Copy(_source, first, source.AsSpan(0, length));
            var to = isWhole ? target : moved.AsSpan(0, length);
            for (var at = 0; at < length; at += _block)
                _order.Move(source.AsSpan(at, _block), to.Slice(at, _block), 0, _order.Rows);
            if (!isWhole) to.Slice(skipped, target.Length).CopyTo(target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
            if (moved is not null) ArrayPool<byte>.Shared.Return(moved);
        }
    }
}
