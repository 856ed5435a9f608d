using System.Runtime.CompilerServices;
using NetVips;
using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Samples;

namespace Sartor.Data.Images;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF (first frame) and TIFF (first page) by libvips to 8-bit RGB or grey. Transparency is dropped, and an
/// orientation tag is not applied, as in Pillow's <c>convert("RGB")</c> and TensorFlow's <c>decode_image</c>, which networks are
/// trained with. Thread-safe; one image is decoded at a time.
/// </summary>
internal static class ImageReader
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const long MaxFileBytes = 256L << 20;

    /// <summary>Largest image that is decoded; the header is checked before a pixel is.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Longest side in pixels.</summary>
    public const int MaxSide = 65_535;

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
        return Decode(file, loader, bytes);
    }

    // A method that names NetVips starts it when it is compiled, so this one is on its own: the library has to be loaded first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PixelImage Decode(string file, string loader, ReadOnlySpan<byte> bytes)
    {
        lock (s_lock)
        {
            try
            {
                using var source = Source.NewFromMemory(bytes);
                var options = new VOption { { "access", Enums.Access.Sequential }, { "fail_on", Enums.FailOn.Error } };
                using var image = (Image)Operation.Call(loader, options, source);
                CheckSize(file, image);
                return ReadPixels(image);
            }
            catch (VipsException e)
            {
                throw Damaged(file, e);
            }
        }
    }

    private static void CheckSize(string file, Image image)
    {
        long width = image.Width, height = image.Height;
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide || width * height > MaxPixels)
            throw new DataSetException(file, $"is {width}x{height} pixels; Sartor reads images up to {MaxPixels / 1_000_000} "
                + $"megapixels and {MaxSide} per side, so shrink it");
    }

    private static PixelImage ReadPixels(Image decoded)
    {
        using var image = ToEightBits(decoded);
        var channels = image.Bands < 3 ? 1 : 3;
        using var colours = image.Bands == channels ? null : image.ExtractBand(0, channels);
        var final = colours ?? image;
        return new PixelImage(final.Width, final.Height, channels, final.WriteToMemory<byte>());
    }

    // CMYK, palettes, 16 bits and floats become 8-bit sRGB; 16-bit and 1-bit grey become 8-bit grey.
    private static Image ToEightBits(Image image)
    {
        var wanted = image.Bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb;
        return image.Format == Enums.BandFormat.Uchar && image.Interpretation == wanted ? image.Copy() : image.Colourspace(wanted);
    }

    private static DataSetException Damaged(string file, VipsException e) =>
        new(file, $"is damaged or truncated ({Reason(e)}); replace the file or remove it from the data set");

    // The message of NetVips, and then the lines of libvips.
    private static string Reason(VipsException e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines is [_, var reason, ..] ? reason.TrimEnd('.') : e.Message.Trim();
    }
}
