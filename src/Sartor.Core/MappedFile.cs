using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Core;

/// <summary>
/// A file mapped read-only into memory. Slices stay valid as long as the object lives; reading them costs page faults, not heap.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafeFileHandle? _handle;
    private byte* _pointer;

    private MappedFile(string path) => Path = path;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;
        _handle = stream.SafeFileHandle;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
        _pointer += _view.PointerOffset;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Size of the file in bytes when it was mapped.</summary>
    public long Length { get; }

    /// <exception cref="ModelFormatException">There is no such file, or it cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.Directory)) throw new ModelFormatException(path, null, "is a folder; give a model file");
            if (SpecialFile.IsAt(path)) throw new ModelFormatException(path, null, $"{SpecialFile.Problem}; save what it gives as a file first");
            var file = new FileInfo(path);
            if ((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length == 0) return new MappedFile(path);
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
            try
            {
                return new MappedFile(path, stream);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
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

    /// <summary>Bytes of the file, not copied.</summary>
    /// <param name="offset">From the start of the file, in bytes.</param>
    /// <param name="length">In bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new Window(this, offset, length).Memory;
    }

    /// <summary>
    /// Passes bytes piece by piece. What lies in a mapped file is read through a buffer, so that looking at all of a large model does
    /// not make it resident.
    /// </summary>
    /// <param name="data">A slice of a mapped file, or any other memory.</param>
    /// <param name="consume">Gets each piece, in order; valid only during the call.</param>
    public static void Stream(ReadOnlyMemory<byte> data, Action<ReadOnlyMemory<byte>> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        if (!MemoryMarshal.TryGetMemoryManager<byte, Window>(data, out var window, out var start, out var length) || length < 1 << 16)
        {
            consume(data);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            for (var at = 0; at < length;)
            {
                var count = RandomAccess.Read(window.File._handle!, buffer.AsSpan(0, Math.Min(buffer.Length, length - at)), window.Offset + start + at);
                if (count == 0) throw new ModelFormatException(window.File.Path, null, "became shorter while it was read; try again");
                consume(buffer.AsMemory(0, count));
                at += count;
            }
        }
        catch (IOException e)
        {
            throw new ModelFormatException(window.File.Path, null, $"cannot be read ({e.Message.TrimEnd('.')}); try again", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends the mapping; slices must not be used any more.</summary>
    public void Dispose()
    {
        if (_pointer is not null) _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _pointer = null;
        _view?.Dispose();
        _file?.Dispose();
    }

    // Keeps the file reachable, and so mapped, as long as anyone holds the memory.
    private sealed class Window(MappedFile file, long offset, int length) : MemoryManager<byte>
    {
        public MappedFile File => file;

        public long Offset => offset;

        public override Span<byte> GetSpan() => file._pointer is null
            ? throw new ObjectDisposedException(nameof(MappedFile))
            : new Span<byte>(file._pointer + offset, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(file._pointer + offset + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
