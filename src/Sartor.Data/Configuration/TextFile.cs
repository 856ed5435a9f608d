using System.Text;
using Sartor.Core;

namespace Sartor.Data.Configuration;

/// <summary>Reads files that must be small.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole file as UTF-8 text, a byte-order mark left out.</summary>
    /// <exception cref="DataSetException">There is no such file, it cannot be read, is larger than the limit, or is not UTF-8.</exception>
    public static string Read(string path, long maxBytes)
    {
        var bytes = ReadBytes(path, maxBytes);
        try
        {
            var text = s_strict.GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new DataSetException(path, "is not UTF-8 text; save it as UTF-8", e);
        }
    }

    /// <summary>All bytes of a regular file.</summary>
    /// <exception cref="DataSetException">There is no such file, it cannot be read, or is larger than the limit.</exception>
    public static byte[] ReadBytes(string path, long maxBytes)
    {
        using var stream = Open(path);
        if (stream.Length > maxBytes)
            throw new DataSetException(path, $"has {stream.Length} bytes, more than the maximum of {maxBytes}");
        try
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException e)
        {
            throw new DataSetException(path, $"cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Opens a regular file for reading.</summary>
    /// <exception cref="DataSetException">There is no such file, it is not a regular file, or it cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            if (SpecialFile.IsAt(path)) throw new DataSetException(path, $"{SpecialFile.Problem}; save what it gives as a file first");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataSetException(path, "there is no such file; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"cannot be read ({IoReason.Of(e)}); check its permissions", e);
        }
    }
}
