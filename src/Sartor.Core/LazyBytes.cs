using System.Buffers;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>
/// Bytes that are read or computed when someone looks at them, and forgotten when nobody does any more: weights of a file, and what a
/// lowering makes of them. <see cref="Memory"/> is what a <see cref="Tensor"/> holds.
/// </summary>
public abstract class LazyBytes : MemoryManager<byte>
{
    private const int SmallBytes = 1 << 12;
    private const int StreamedBytes = 1 << 16;
    private const int BufferBytes = 1 << 18;

    private readonly WeakReference<byte[]>? _large;
    private byte[]? _small;

    /// <param name="length">In bytes.</param>
    protected LazyBytes(int length)
    {
        Length = length;
        if (length > SmallBytes) _large = new WeakReference<byte[]>([]);
    }

    /// <inheritdoc />
    public sealed override Memory<byte> Memory => CreateMemory(Length);

    /// <summary>How many there are.</summary>
    protected int Length { get; }

    /// <summary>Parts best begin and end at multiples of this many bytes.</summary>
    protected virtual int Step => 1;

    /// <summary>
    /// Passes bytes piece by piece. What is lazy goes through a buffer, so that looking at all of a large model does not make it resident.
    /// </summary>
    /// <param name="data">Lazy bytes, or any other memory.</param>
    /// <param name="consume">Gets each piece, in order; valid only during the call.</param>
    /// <exception cref="ModelFormatException">A file has become shorter, or cannot be read.</exception>
    public static void Stream(ReadOnlyMemory<byte> data, Action<ReadOnlyMemory<byte>> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        if (data.Length < StreamedBytes || !MemoryMarshal.TryGetMemoryManager<byte, LazyBytes>(data, out var lazy, out var start, out _)
            || lazy.IsKept)
        {
            consume(data);
            return;
        }
        lazy.Stream(start, data.Length, consume);
    }

    /// <summary>Copies a part of some memory; of lazy bytes, no more is read or computed than it takes.</summary>
    /// <param name="data">Lazy bytes, or any other memory.</param>
    /// <param name="start">Of the part, from the start of <paramref name="data"/>.</param>
    /// <param name="target">Gets the part.</param>
    /// <exception cref="ModelFormatException">A file has become shorter, or cannot be read.</exception>
    public static void Copy(ReadOnlyMemory<byte> data, int start, Span<byte> target)
    {
        var part = data.Slice(start, target.Length);
        if (!MemoryMarshal.TryGetMemoryManager<byte, LazyBytes>(part, out var lazy, out var at, out _) || lazy.IsKept)
            part.Span.CopyTo(target);
        else lazy.Fill(at, target);
    }

    /// <inheritdoc />
    public sealed override Span<byte> GetSpan() => Bytes();

    /// <inheritdoc />
    public sealed override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        var pinned = GCHandle.Alloc(Bytes(), GCHandleType.Pinned);
        return new MemoryHandle((byte*)pinned.AddrOfPinnedObject() + elementIndex, pinned);
    }

    /// <inheritdoc />
    public sealed override void Unpin()
    {
    }

    /// <summary>Reads or computes some of the bytes.</summary>
    /// <param name="start">Of the part, from the start of all.</param>
    /// <param name="target">Gets the part.</param>
    protected abstract void Fill(int start, Span<byte> target);

    /// <summary>All of the bytes in an array of their own.</summary>
    protected virtual byte[] Make()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        Fill(0, bytes);
        return bytes;
    }

    /// <summary>Passes a part piece by piece; the pieces end at multiples of <see cref="Step"/> where that takes no large buffer.</summary>
    protected virtual void Stream(int start, int length, Action<ReadOnlyMemory<byte>> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        var size = Step < BufferBytes ? BufferBytes / Step * Step : BufferBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            for (var at = start; at < start + length;)
            {
                var count = Math.Min(size - (at % size), start + length - at);
                Fill(at, buffer.AsSpan(0, count));
                consume(buffer.AsMemory(0, count));
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Throws where the bytes must not be looked at any more.</summary>
    protected virtual void CheckUse()
    {
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
    }

    // Somebody holds all of them already.
    private bool IsKept => _small is not null || (_large is not null && _large.TryGetTarget(out var kept) && kept.Length == Length);

    private byte[] Bytes()
    {
        CheckUse();
        if (_large is null) return _small ??= Make();
        if (_large.TryGetTarget(out var kept) && kept.Length == Length) return kept;
        var bytes = Make();
        _large.SetTarget(bytes);
        return bytes;
    }
}
