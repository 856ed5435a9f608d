using System.IO.Compression;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Data.Sources;

/// <summary>Opens the array files, IDX (plain or gzip) and .npy, by their first bytes.</summary>
internal static class ArrayFileReader
{
    private const int PeekBytes = 16;

    /// <summary>What a file is, as far as its first bytes tell: <c>idx</c>, <c>npy</c>, or null for neither.</summary>
    public static string? KindOf(string path)
    {
        var head = Peek(path);
        if (NpyReader.IsNpy(head)) return "npy";
        if (IdxReader.IsIdx(head)) return "idx";
        return IsGzip(head) && IdxReader.IsIdx(PeekGzip(path)) ? "idx" : null;
    }

    /// <summary>Whether a file is a zip archive, as .npz is.</summary>
    public static bool IsArchive(string path) => NpzReader.IsZip(Peek(path));

    /// <exception cref="DataSetException">The file is neither, or damaged.</exception>
    public static ArrayData Open(string path)
    {
        var head = Peek(path);
        if (head.Length == 0) throw new DataSetException(path, "is empty");
        if (IsGzip(head)) return IdxReader.Read(path, Inflate(path));
        if (!NpyReader.IsNpy(head) && !IdxReader.IsIdx(head))
            throw new DataSetException(path, "is neither IDX nor .npy; give an array file of one of these formats");
        var file = Map(path);
        try
        {
            return NpyReader.IsNpy(head) ? NpyReader.Read(file) : IdxReader.Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 8, ..];

    private static SlicedFile Map(string path)
    {
        try
        {
            return SlicedFile.Open(path);
        }
        catch (ModelFormatException e)
        {
            throw new DataSetException(path, e.Problem, e);
        }
    }

    private static byte[] Peek(string path)
    {
        using var stream = TextFile.Open(path);
        return ReadUpTo(path, stream, PeekBytes);
    }

    private static byte[] PeekGzip(string path)
    {
        using var stream = TextFile.Open(path);
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        try
        {
            return ReadUpTo(path, gzip, PeekBytes);
        }
        catch (DataSetException)
        {
            return [];
        }
    }

    // gzip has no random access, so the whole array is held; a bomb ends at the limit.
    private static byte[] Inflate(string path)
    {
        using var stream = TextFile.Open(path);
        var limit = (int)Math.Min(Array.MaxLength, (8 * stream.Length) + (64L << 20));
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        var size = IdxReader.SizeOf(path, ReadUpTo(path, gzip, IdxReader.MaxHeaderBytes), out var header);
        if (size > limit)
            throw new DataSetException(path, $"is {size} bytes when decompressed; decompress it first (gunzip) so that it need not be "
                + "held in memory");
        if (header.Length > size)
            throw new DataSetException(path, $"is {header.Length - size} or more bytes longer than its header says; it is damaged");
        var bytes = new byte[size];
        header.CopyTo(bytes, 0);
        var rest = ReadInto(path, gzip, bytes.AsSpan(header.Length));
        if (rest < size - header.Length)
            throw new DataSetException(path, $"ends after {header.Length + rest} of {size} bytes; it is truncated, so copy it again");
        return bytes;
    }

    private static byte[] ReadUpTo(string path, Stream stream, int count)
    {
        var bytes = new byte[count];
        return bytes[..ReadInto(path, stream, bytes)];
    }

    private static int ReadInto(string path, Stream stream, Span<byte> bytes)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataSetException(path, $"cannot be read ({e.Message.TrimEnd('.')}); it is damaged, so copy it again", e);
        }
    }
}
