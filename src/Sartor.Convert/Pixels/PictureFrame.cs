using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Convert.Pixels;

/// <summary>How pictures of one size are brought to the size of an input inside of a file.</summary>
/// <param name="Size">Of the pictures.</param>
/// <param name="Window">What is cut out of them, the size that it is resized to, and what is cut out of that.</param>
internal sealed record PictureFrame(PictureSize Size, ResizeWindow Window)
{
    private const int MaxSide = 16_384;

    /// <summary>The steps for pictures of a size.</summary>
    /// <param name="options">The preprocessing.</param>
    /// <param name="size">Of the pictures.</param>
    /// <param name="input">What the source takes.</param>
    /// <exception cref="OptionException">The steps do not fit the size, or no operator computes them.</exception>
    public static PictureFrame Of(PreprocessOptions options, PictureSize size, InputGeometry input)
    {
        if (size.Height is < 1 or > MaxSide || size.Width is < 1 or > MaxSide)
            throw Refuse($"{size.Height},{size.Width} is not a size of pictures; give height and width from 1 to {MaxSide} pixels");
        if (Framing.Problem(options, input.Width, input.Height) is { } steps) throw Refuse($"cannot be done: {steps}");
        if (Framing.Problem(size, options, input.Width, input.Height) is { } small) throw Refuse(small);
        var window = Framing.For(size, options, input.Width, input.Height);
        return !IsResized(window) || options.Interpolation == Interpolation.Bilinear
            ? new PictureFrame(size, window)
            : throw Refuse($"needs a resize by '{options.Interpolation.ToString().ToLowerInvariant()}', which no operator of the "
                + "file computes; state --interpolation bilinear if the network bears it, or leave the option out and resize before");
    }

    /// <summary>Whether values are interpolated.</summary>
    public bool Resizes => IsResized(Window);

    /// <summary><c>[N,H,W,C]</c>.</summary>
    public Shape ShapeOf(InputGeometry input) => new(input.Batch, Size.Height, Size.Width, input.Channels);

    private static bool IsResized(ResizeWindow window) =>
        window.FullWidth != window.SourceWidth || window.FullHeight != window.SourceHeight;

    private static OptionException Refuse(string reason) => new("input-size", reason);
}
