using Sartor.Data.Samples;

namespace Sartor.Data.Preprocessing;

/// <summary>Which part of an image becomes the input, at which scale.</summary>
public static class Framing
{
    /// <summary>Why steps cannot give an input of that size; null where they can, unless an image is too small for them.</summary>
    /// <param name="options">The steps.</param>
    /// <param name="inputWidth">Of the input, in pixels, ≥ 1.</param>
    /// <param name="inputHeight">Of the input, in pixels, ≥ 1.</param>
    public static string? Problem(PreprocessOptions options, int inputWidth, int inputHeight)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Resize is not { } side) return null;
        var (input, least) = ($"the model takes {inputHeight} × {inputWidth} pixels (height × width)", Math.Min(inputWidth, inputHeight));
        if (options.Crop is { } crop && (crop != inputWidth || crop != inputHeight))
            return $"resize {side} and crop {crop} give {crop} × {crop} pixels, and {input}; "
                + (inputWidth == inputHeight ? $"give crop {inputWidth}" : "leave out crop, which then cuts out that size");
        return side < least
            ? $"resize {side} gives a shorter side of {side} pixels, and {input}; give a resize of at least {least}"
            : null;
    }

    /// <summary>Why an image is too small for the steps, as the end of a sentence about it; null where it is not.</summary>
    /// <param name="image">Its size.</param>
    /// <param name="options">The steps.</param>
    /// <param name="inputWidth">Of the input, in pixels, ≥ 1.</param>
    /// <param name="inputHeight">Of the input, in pixels, ≥ 1.</param>
    public static string? Problem(PictureSize image, PreprocessOptions options, int inputWidth, int inputHeight)
    {
        ArgumentNullException.ThrowIfNull(options);
        var size = $"is {image} pixels (height × width)";
        if (options.Resize is { } side)
        {
            var (width, height) = Resized(image, side);
            return width < inputWidth || height < inputHeight
                ? $"{size} and {height} × {width} where the shorter side is {side}, which is less than the {inputHeight} × {inputWidth} "
                    + "that are cut out of it; give a larger resize"
                : null;
        }
        return options.Crop is { } crop && crop > Math.Min(image.Width, image.Height)
            ? $"{size}, less than the crop {crop}; give a smaller crop, or a resize before it"
            : null;
    }

    /// <summary>
    /// The crop and resize that <paramref name="options"/> ask for of an image that is large enough; the window has the input's size.
    /// </summary>
    /// <param name="image">Its size.</param>
    /// <param name="options">The steps.</param>
    /// <param name="inputWidth">Of the input, in pixels, ≥ 1.</param>
    /// <param name="inputHeight">Of the input, in pixels, ≥ 1.</param>
    public static ResizeWindow For(PictureSize image, PreprocessOptions options, int inputWidth, int inputHeight)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.CropFraction is { } fraction)
        {
            var left = Margin(image.Width, fraction);
            var top = Margin(image.Height, fraction);
            return Whole(left, top, image.Width - (2 * left), image.Height - (2 * top), inputWidth, inputHeight);
        }
        if (options.Resize is { } side)
        {
            // The resized image is never made as a whole: a 1 × 60000 image would become one of 15 million rows.
            var (width, height) = Resized(image, side);
            var (x, y) = (Half(width - inputWidth), Half(height - inputHeight));
            return new ResizeWindow(0, 0, image.Width, image.Height, width, height, x, y, inputWidth, inputHeight);
        }
        return options.Crop is { } crop
            ? Whole(Half(image.Width - crop), Half(image.Height - crop), crop, crop, inputWidth, inputHeight)
            : Whole(0, 0, image.Width, image.Height, inputWidth, inputHeight);
    }

    private static ResizeWindow Whole(int x, int y, int width, int height, int inputWidth, int inputHeight) =>
        new(x, y, width, height, inputWidth, inputHeight, 0, 0, inputWidth, inputHeight);

    // tf.image.central_crop: the margin is rounded down on both sides alike.
    private static int Margin(int extent, double fraction) => (int)((extent - (extent * fraction)) / 2);

    // torchvision's center_crop: int(round((extent − crop) / 2)), where Python rounds halves to even.
    private static int Half(int space) => (int)Math.Round(space / 2.0, MidpointRounding.ToEven);

    private static (int Width, int Height) Resized(PictureSize image, int side)
    {
        var shorter = Math.Min(image.Width, image.Height);
        return ((int)((long)side * image.Width / shorter), (int)((long)side * image.Height / shorter));
    }
}
