namespace Sartor.Data.Images;

/// <summary>Tells image formats apart by their first bytes; a suffix is never believed.</summary>
internal static class ImageFormat
{
    /// <summary>Bytes that <see cref="LoaderOf"/> needs to see.</summary>
    public const int HeaderBytes = 12;

    /// <summary>The name of libvips' loader; null where the bytes are of none of JPEG, PNG, WebP, GIF, TIFF.</summary>
    public static string? LoaderOf(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "jpegload_source",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "pngload_source",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webpload_source",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "gifload_source",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "tiffload_source",
        _ => null,
    };
}
