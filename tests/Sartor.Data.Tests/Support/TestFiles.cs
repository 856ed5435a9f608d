using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Sartor.Data.Images;

namespace Sartor.Data.Tests.Support;

/// <summary>Files made for tests, and those of the shared folder.</summary>
internal static class TestFiles
{
    /// <summary>
    /// A JPEG of 16 × 12 pixels, red = 15·x, green = 20·y, blue = 8·(x + y), written by Pillow at quality 90 without chroma subsampling.
    /// </summary>
    public static byte[] Jpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
            + "FRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAMABADAREAAhEB"
            + "AxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS"
            + "0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKz"
            + "tLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgEC"
            + "BAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpj"
            + "ZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6"
            + "/9oADAMBAAIRAxEAPwD5S8HfAz7n+j/pXJQxnmeXkHFPw+8e5+DvgZ/q/wDR/wBK+goYzzP6SyDinb3j3Hwd4R0z5P3FfmFCrI/zKyDMMRp7x7n4O8I6"
            + "Z+7/AHFe/Qqy7n9JZBmOI094/9k=");

    /// <summary>The same image, lossless WebP.</summary>
    public static byte[] WebP => Convert.FromBase64String("UklGRioAAABXRUJQVlA4TB4AAAAvD8ACAJmM6H9sIqL/ASEBYYT/dzV5HgYhJgC46i4=");

    /// <summary>The same image, PNG.</summary>
    public static byte[] RgbPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAAHUlEQVR4nGNkYGDgZ+AgHrEwiHAwMJCARjWMFA0A7SIH4/crGeUAAAAASUVORK5CYII=");

    /// <summary>
    /// A PNG with 8-bit pixels (channels: 1 grey, 3 RGB, 4 RGBA); <paramref name="claimed"/> replaces width and height in the header.
    /// </summary>
    public static byte[] Png(int width, int height, int channels, byte[] pixels, (int Width, int Height)? claimed = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, claimed?.Width ?? width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), claimed?.Height ?? height);
        (header[8], header[9]) = (8, channels switch { 1 => (byte)0, 3 => 2, _ => 6 });
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels, y * width * channels, width * channels);
            }
        }
        var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>A one-coloured grey PNG of 4 × 4 pixels.</summary>
    public static byte[] GreyPng(byte value) => Png(4, 4, 1, [.. Enumerable.Repeat(value, 16)]);

    /// <summary>An IDX file of bytes.</summary>
    public static byte[] Idx(int[] extents, byte[] data)
    {
        var bytes = new byte[4 + (4 * extents.Length) + data.Length];
        (bytes[2], bytes[3]) = (8, (byte)extents.Length);
        for (var i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), extents[i]);
        data.CopyTo(bytes, 4 + (4 * extents.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] data)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(data);
        return packed.ToArray();
    }

    /// <summary>An .npy file as numpy.save lays it out: the data starts at a multiple of 64 bytes.</summary>
    public static byte[] Npy<T>(string descr, string shape, T[] data, string fortran = "False", byte version = 1) where T : unmanaged
    {
        var header = $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}";
        header = header.PadRight(version == 1 ? 117 : 115) + "\n";
        byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
        byte[] start = [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header)];
        return [.. start, .. MemoryMarshal.AsBytes(data.AsSpan())];
    }

    /// <summary>A file of the shared data folder; skips the test where it is absent.</summary>
    public static string Shared(string name)
    {
        var root = Environment.GetEnvironmentVariable("SARTOR_SHARED_DATA") ?? Beside();
        if (root is null || !Directory.Exists(root))
            Assert.Skip($"{name} of the shared data is not on this machine; let SARTOR_SHARED_DATA name its folder");
        return Path.Combine(root, name);
    }

    /// <summary>Skips the test where libvips is absent.</summary>
    public static void RequireVips()
    {
        if (VipsLibrary.Problem is { } problem) Assert.Skip($"libvips {problem}");
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sartor.slnx"))) return Path.Combine(folder.Parent!.FullName, "shared", "data");
        }
        return null;
    }

    private static void Chunk(Stream png, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        png.Write(word);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc(body));
        png.Write(word);
    }

    // The CRC of the PNG specification, annex D.
    private static uint Crc(byte[] data)
    {
        var crc = 0xFFFFFFFF;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
