using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Core;

/// <summary>
/// A file whose parts are read when someone looks at them, and forgotten when nobody does any more. Nothing is mapped into memory: a file
/// that becomes shorter under a mapping ends the process, here it ends a read (docs/decisions/reading-files.md).
/// </summary>
public sealed class SlicedFile : IDisposable
{
    private const int ChunkBytes = 1 << 12;
    private const int Chunks = 256;

    private readonly SafeFileHandle _handle;
    // The chunks that were read last, each in the place of its number: readers walk through small fields that lie close together.
    private readonly Chunk?[] _chunks = new Chunk?[Chunks];

    private SlicedFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Size of the file in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>How many names (hard links) the open file has; null where the system does not say.</summary>
    public long? Names => FileStatus.Of(_handle)?.Names;

    /// <exception cref="ModelFormatException">There is no such file, or it cannot be read.</exception>
    public static SlicedFile Open(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.Directory)) throw new ModelFormatException(path, null, "is a folder; give a model file");
            if (SpecialFile.IsAt(path))
                throw new ModelFormatException(path, null, $"{SpecialFile.Problem}; save what it gives as a file first");
            return new SlicedFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException(path, null, "there is no such file; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, null, $"cannot be read ({IoReason.Of(e)}); check its permissions", e);
        }
    }

    /// <summary>
    /// Bytes of the file. They are read when <see cref="ReadOnlyMemory{T}.Span"/> is asked for; that ends in a
    /// <see cref="ModelFormatException"/> where the file has become shorter, and in an <see cref="ObjectDisposedException"/> after
    /// disposal.
    /// </summary>
    /// <param name="offset">From the start of the file, in bytes.</param>
    /// <param name="length">In bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        CheckRange(offset, length);
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new Window(this, offset, length).Memory;
    }

    /// <summary>Where in the file the bytes of a <see cref="Slice"/>, or a part of it, lie; null for other memory.</summary>
    /// <param name="data">Any memory.</param>
    public long? OffsetOf(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetMemoryManager<byte, Window>(data, out var window, out var at, out _) && window.File == this
            ? window.Offset + at
            : null;

    /// <summary>Passes the whole file piece by piece, through a buffer.</summary>
    /// <param name="consume">Gets the place of each piece and its bytes, in order; these are valid only during the call.</param>
    /// <exception cref="ModelFormatException">The file has become shorter, or cannot be read.</exception>
    public void Stream(Action<long, ReadOnlyMemory<byte>> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            for (long at = 0; at < Length;)
            {
                var count = (int)Math.Min(buffer.Length, Length - at);
                Fill(at, buffer.AsSpan(0, count));
                consume(at, buffer.AsMemory(0, count));
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes of the file that a reader looks at and lets go; small ones come out of a cache.</summary>
    /// <param name="offset">From the start of the file, in bytes.</param>
    /// <param name="length">How many bytes there are at least; there may be more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="ModelFormatException">The file has become shorter, or cannot be read.</exception>
    public ReadOnlySpan<byte> Peek(long offset, int length)
    {
        CheckRange(offset, length);
        var number = offset / ChunkBytes;
        var start = (int)(offset - (number * ChunkBytes));
        if (length > ChunkBytes - start) return Read(offset, length);
        ref var place = ref _chunks[number % Chunks];
        var chunk = place;
        if (chunk is null || chunk.Number != number)
        {
            var first = number * ChunkBytes;
            chunk = new Chunk(number, Read(first, (int)Math.Min(ChunkBytes, Length - first)));
            place = chunk;
        }
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return chunk.Bytes.AsSpan(start);
    }

    /// <summary>A part of some memory; of a slice of a file and of other lazy bytes, no more is read than this.</summary>
    /// <param name="data">A slice of a file, or any other memory.</param>
    /// <param name="start">Of the part, from the start of <paramref name="data"/>.</param>
    /// <param name="length">Of the part; small.</param>
    /// <exception cref="ModelFormatException">The file has become shorter, or cannot be read.</exception>
    public static ReadOnlySpan<byte> Peek(ReadOnlyMemory<byte> data, int start, int length)
    {
        var part = data.Slice(start, length);
        if (MemoryMarshal.TryGetMemoryManager<byte, Window>(part, out var window, out var at, out _))
            return window.File.Peek(window.Offset + at, length)[..length];
        if (!MemoryMarshal.TryGetMemoryManager<byte, LazyBytes>(part, out _)) return part.Span;
        var copy = new byte[length];
        LazyBytes.Copy(data, start, copy);
        return copy;
    }

    /// <summary>Closes the file; slices must not be used any more.</summary>
    public void Dispose() => _handle.Dispose();

    private void CheckRange(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
    }

    private byte[] Read(long offset, int length)
    {
        if (length > Array.MaxLength)
            throw new ModelFormatException(Path, null, $"{length} bytes in one piece are too many; Sartor reads {Array.MaxLength}");
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Fill(offset, bytes);
        return bytes;
    }

    private void Fill(long offset, Span<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                var count = RandomAccess.Read(_handle, bytes, offset);
                if (count == 0)
                    throw new ModelFormatException(Path, null, "became shorter while it was read; wait until it is whole, and try again");
                bytes = bytes[count..];
                offset += count;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(Path, null, $"cannot be read ({IoReason.Of(e)}); try again", e);
        }
    }

    private sealed record Chunk(long Number, byte[] Bytes);

    /// <summary>A range of the file.</summary>
    private sealed class Window(SlicedFile file, long offset, int length) : LazyBytes(length)
    {
        public SlicedFile File => file;

        public long Offset => offset;

        protected override void Fill(int start, Span<byte> target)
        {
            CheckUse();
            file.Fill(offset + start, target);
        }

        protected override byte[] Make() => file.Read(offset, Length);

        protected override void CheckUse() => ObjectDisposedException.ThrowIf(file._handle.IsClosed, file);
    }
}
