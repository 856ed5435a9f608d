using Sartor.Data.Samples;

namespace Sartor.Data.Preprocessing;

/// <summary>Which part of an image becomes the input, at which scale.</summary>
internal static class Framing
{
    /// <summary>The crop and resize that <paramref name="options"/> ask for; the window has the input's size.</summary>
    public static ResizeWindow For(PixelImage image, PreprocessOptions options, int inputWidth, int inputHeight)
    {
        if (options.CropFraction is { } fraction)
        {
            var left = Margin(image.Width, fraction);
            var top = Margin(image.Height, fraction);
            return Whole(left, top, image.Width - (2 * left), image.Height - (2 * top), inputWidth, inputHeight);
        }
        if (options.Resize is { } side) return ShorterSide(image, side, options.Crop, inputWidth, inputHeight);
        if (options.Crop is { } crop)
        {
            var width = Math.Min(crop, image.Width);
            var height = Math.Min(crop, image.Height);
            return Whole(Half(image.Width - width), Half(image.Height - height), width, height, inputWidth, inputHeight);
        }
        return Whole(0, 0, image.Width, image.Height, inputWidth, inputHeight);
    }

    private static ResizeWindow Whole(int x, int y, int width, int height, int inputWidth, int inputHeight) =>
        new(x, y, width, height, inputWidth, inputHeight, 0, 0, inputWidth, inputHeight);

    // tf.image.central_crop: the margin is rounded down on both sides alike.
    private static int Margin(int extent, double fraction) => (int)((extent - (extent * fraction)) / 2);

    // torchvision's center_crop: int(round((extent − crop) / 2)), where Python rounds halves to even.
    private static int Half(int space) => (int)Math.Round(space / 2.0, MidpointRounding.ToEven);

    // The resized image is never made as a whole: a 1 × 60000 image would become one of 15 million rows.
    private static ResizeWindow ShorterSide(PixelImage image, int side, int? crop, int inputWidth, int inputHeight)
    {
        var shorter = Math.Min(image.Width, image.Height);
        var width = (int)((long)side * image.Width / shorter);
        var height = (int)((long)side * image.Height / shorter);
        var cropWidth = Math.Min(crop ?? inputWidth, width);
        var cropHeight = Math.Min(crop ?? inputHeight, height);
        var x = Half(width - cropWidth);
        var y = Half(height - cropHeight);
        if (cropWidth == inputWidth && cropHeight == inputHeight)
            return new ResizeWindow(0, 0, image.Width, image.Height, width, height, x, y, inputWidth, inputHeight);
        // The crop is not of the input's size: both resizes together are one resize of the part that the crop shows.
        var sourceX = Scale(x, shorter, side);
        var sourceY = Scale(y, shorter, side);
        var sourceWidth = Math.Clamp(Scale(cropWidth, shorter, side), 1, image.Width - sourceX);
        var sourceHeight = Math.Clamp(Scale(cropHeight, shorter, side), 1, image.Height - sourceY);
        return Whole(sourceX, sourceY, sourceWidth, sourceHeight, inputWidth, inputHeight);
    }

    private static int Scale(int extent, int shorter, int side) =>
        (int)Math.Round((double)extent * shorter / side, MidpointRounding.ToEven);
}
