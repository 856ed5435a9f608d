using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Workers.Host;

/// <summary>A file of one whole number that is read again and again, without allocation.</summary>
internal sealed class NumberFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private NumberFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens it; null where that fails.</summary>
    public static NumberFile? Open(string path)
    {
        try
        {
            return new NumberFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number; null where there is none now, or more than a number.</summary>
    public long? Read()
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            var length = RandomAccess.Read(_handle, text, 0);
            var line = text[..length];
            return Utf8Parser.TryParse(line, out long value, out var used) && line[used..].IndexOfAnyExcept((byte)'\n', (byte)' ') < 0
                ? value
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _handle.Dispose();
}
