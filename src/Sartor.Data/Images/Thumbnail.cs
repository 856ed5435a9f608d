using System.Runtime.CompilerServices;
using NetVips;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Images;

/// <summary>Small pictures of samples for pages.</summary>
public static class Thumbnail
{
    /// <summary>Longest side in pixels; smaller images keep their size.</summary>
    public const int Side = 72;

    // Up to this number of pixels PNG is as small as JPEG and shows each pixel as it is.
    private const int MostPngPixels = 32 * 32;

    private const int JpegQuality = 75;

    /// <summary>The picture as a <c>data:</c> address (RFC 2397): PNG of at most 1,024 pixels, else JPEG.</summary>
    /// <exception cref="EngineException">libvips is missing.</exception>
    public static string Of(PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        VipsLibrary.Require();
        return Encode(image);
    }

    // A method that names NetVips starts it when it is compiled, so this one is on its own: the library has to be loaded first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Encode(PixelImage image)
    {
        using var pixels = Image.NewFromMemoryCopy(
            image.Data.Span, image.Width, image.Height, image.Channels, Enums.BandFormat.Uchar);
        using var coloured = pixels.Copy(interpretation: image.Channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        using var small = coloured.ThumbnailImage(Side, height: Side, size: Enums.Size.Down);
        return small.Width * small.Height <= MostPngPixels
            ? $"data:image/png;base64,{System.Convert.ToBase64String(small.PngsaveBuffer(keep: Enums.ForeignKeep.None))}"
            : $"data:image/jpeg;base64,{System.Convert.ToBase64String(small.JpegsaveBuffer(q: JpegQuality, keep: Enums.ForeignKeep.None))}";
    }
}
