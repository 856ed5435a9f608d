namespace Sartor.Data.Samples;

/// <summary>
/// A decoded image: <c>[Height, Width, Channels]</c>, one byte a channel, 0..255, rows from the top, RGB or grey, no padding.
/// </summary>
public sealed class PixelImage
{
    /// <param name="width">In pixels, ≥ 1.</param>
    /// <param name="height">In pixels, ≥ 1.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="data">Exactly <c>height · width · channels</c> bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes or channels does not fit.</exception>
    public PixelImage(int width, int height, int channels, ReadOnlyMemory<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3)) throw new ArgumentException("an image has 1 or 3 channels", nameof(channels));
        if ((long)width * height * channels != data.Length)
            throw new ArgumentException($"{width}x{height}x{channels} does not fit {data.Length} bytes", nameof(data));
        Width = width;
        Height = height;
        Channels = channels;
        Data = data;
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>Height and width.</summary>
    public PictureSize Size => new(Height, Width);

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>The channels of a pixel side by side, pixels row by row.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    public override string ToString() => $"{Width}x{Height}x{Channels}";
}
