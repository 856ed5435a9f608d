using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Samples;

namespace Sartor.Data.Images;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF (first frame) and TIFF (first page) by libvips to 8-bit RGB or grey. Transparency is dropped, and an
/// orientation tag is not applied, as in Pillow's <c>convert("RGB")</c> and TensorFlow's <c>decode_image</c>, which networks are
/// trained with. Thread-safe; one image is decoded at a time.
/// </summary>
internal static unsafe class ImageReader
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const long MaxFileBytes = 256L << 20;

    /// <summary>Largest image that is decoded; the header is checked before a pixel is.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Longest side in pixels.</summary>
    public const int MaxSide = 65_535;

    private const int UChar = 0, InterpretationGrey = 1, InterpretationSrgb = 22;

    // libvips keeps one text buffer for the errors of all threads.
    private static readonly Lock s_lock = new();

    /// <exception cref="DataSetException">The file is not an image of these formats, is damaged or cut off, or exceeds a
    /// limit.</exception>
    /// <exception cref="EngineException">libvips is missing.</exception>
    public static PixelImage Read(string path) => Decode(path, TextFile.ReadBytes(path, MaxFileBytes));

    /// <summary>Decodes a file's bytes; <paramref name="file"/> is for messages only.</summary>
    public static PixelImage Decode(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) throw new DataSetException(file, "is empty; replace it by an image");
        var loader = ImageFormat.LoaderOf(bytes)
            ?? throw new DataSetException(file, "is not an image that Sartor can read; give JPEG, PNG, WebP, GIF or TIFF");
        VipsLibrary.Require();
        lock (s_lock)
        {
            fixed (byte* data = bytes)
            {
                using var source = new VipsObjectHandle(Vips.vips_source_new_from_memory(data, (nuint)bytes.Length));
                using var image = VipsOperation.Run(loader, "source", source, ("access", "sequential"), ("fail-on", "error"))
                    ?? throw Damaged(file);
                CheckSize(file, image);
                return ReadPixels(file, image);
            }
        }
    }

    private static void CheckSize(string file, VipsObjectHandle image)
    {
        long width = Vips.vips_image_get_width(image.Pointer), height = Vips.vips_image_get_height(image.Pointer);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide || width * height > MaxPixels)
            throw new DataSetException(file, $"is {width}x{height} pixels; Sartor reads images up to {MaxPixels / 1_000_000} "
                + $"megapixels and {MaxSide} per side, so shrink it");
    }

    private static PixelImage ReadPixels(string file, VipsObjectHandle decoded)
    {
        using var image = ToEightBits(decoded) ?? throw Damaged(file);
        var bands = Vips.vips_image_get_bands(image.Pointer);
        var channels = bands < 3 ? 1 : 3;
        var count = channels.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var colours = bands == channels
            ? null
            : VipsOperation.Run("extract_band", "in", image, ("band", "0"), ("n", count)) ?? throw Damaged(file);
        var final = colours ?? image;
        var memory = Vips.vips_image_write_to_memory(final.Pointer, out var size);
        if (memory == 0) throw Damaged(file);
        try
        {
            var pixels = new byte[checked((int)size)];
            Marshal.Copy(memory, pixels, 0, pixels.Length);
            return new PixelImage(Vips.vips_image_get_width(final.Pointer), Vips.vips_image_get_height(final.Pointer), channels, pixels);
        }
        finally
        {
            Vips.g_free(memory);
        }
    }

    // CMYK, palettes, 16 bits and floats become 8-bit sRGB; 16-bit and 1-bit grey become 8-bit grey.
    private static VipsObjectHandle? ToEightBits(VipsObjectHandle image)
    {
        var isGrey = Vips.vips_image_get_bands(image.Pointer) < 3;
        var wanted = isGrey ? InterpretationGrey : InterpretationSrgb;
        if (Vips.vips_image_get_format(image.Pointer) == UChar && Vips.vips_image_get_interpretation(image.Pointer) == wanted)
            return VipsOperation.Run("copy", "in", image);
        return VipsOperation.Run("colourspace", "in", image, ("space", isGrey ? "b-w" : "srgb"));
    }

    private static DataSetException Damaged(string file) =>
        new(file, $"is damaged or truncated ({Vips.TakeError()}); replace the file or remove it from the data set");
}
