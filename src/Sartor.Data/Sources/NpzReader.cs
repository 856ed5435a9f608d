using System.IO.Compression;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Data.Sources;

/// <summary>
/// NumPy's .npz: a zip archive with one .npy for each array (numpy.org/doc/stable/reference/generated/numpy.savez.html). Its arrays are
/// held in memory, since what is compressed has no random access.
/// </summary>
internal static class NpzReader
{
    private const int MaxArrays = 1024;

    // Deflate shrinks no better than 1 : 1032; a header that says more lies.
    private const int MostShrunk = 1100;
    private const int Slack = 1 << 16;
    private const string Suffix = ".npy";

    /// <summary>Most bytes that the arrays of an archive are unpacked to.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>True for the first bytes of a zip archive that is not empty.</summary>
    public static bool IsZip(ReadOnlySpan<byte> head) => head is [(byte)'P', (byte)'K', 3, 4, ..];

    /// <summary>The arrays by name, in ordinal order.</summary>
    /// <exception cref="DataSetException">It is no such archive, damaged, has a name twice, or is too large.</exception>
    public static IReadOnlyList<(string Name, ArrayData Array)> Read(string path)
    {
        using var stream = TextFile.Open(path);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            if (archive.Entries.FirstOrDefault(entry => !entry.FullName.EndsWith(Suffix, StringComparison.Ordinal)) is { } other)
                throw new DataSetException(path, $"contains '{PrintableText.OfLine(other.FullName)}', which is not a .npy, so it is not an "
                    + "archive of numpy.savez; unpack it and give its folder");
            if (archive.Entries.Count is 0 or > MaxArrays)
                throw new DataSetException(path, $"contains {archive.Entries.Count} arrays; give 1 to {MaxArrays}");
            var total = archive.Entries.Aggregate(Int128.Zero, (sum, entry) => sum + entry.Length);
            if (total > MaxBytes)
                throw new DataSetException(path, $"is {total} bytes when unpacked, and Sartor holds at most {MaxBytes} in memory; "
                    + "unpack it (unzip) and give its folder");
            var arrays = archive.Entries.Select(entry => Read(path, entry)).OrderBy(array => array.Name, StringComparer.Ordinal).ToArray();
            for (var i = 1; i < arrays.Length; i++)
            {
                if (arrays[i].Name == arrays[i - 1].Name)
                    throw new DataSetException(path, $"contains the array '{arrays[i].Name}' twice; keep one");
            }
            return arrays;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DataSetException(path, $"is a damaged archive ({e.Message.TrimEnd('.')}); save it again with numpy.savez", e);
        }
    }

    private static (string Name, ArrayData Array) Read(string path, ZipArchiveEntry entry)
    {
        var place = $"{path}/{PrintableText.OfLine(entry.FullName)}";
        if (entry.IsEncrypted) throw new DataSetException(place, "is encrypted; save the archive without a password");
        if (entry.Length > (MostShrunk * entry.CompressedLength) + Slack)
            throw new DataSetException(place, "has not the size that the archive states; the archive is damaged, so save it again");
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || stream.ReadByte() >= 0)
            throw new DataSetException(place, "has not the size that the archive states; the archive is damaged, so save it again");
        if (ZipChecksum.Of(bytes) != entry.Crc32)
            throw new DataSetException(place, "is damaged (its CRC-32 is not the one that the archive states); save the archive again");
        if (!NpyReader.IsNpy(bytes)) throw new DataSetException(place, "is not a .npy; save the archive again with numpy.savez");
        return (PrintableText.OfLine(entry.FullName[..^Suffix.Length]), NpyReader.Read(place, bytes));
    }
}
