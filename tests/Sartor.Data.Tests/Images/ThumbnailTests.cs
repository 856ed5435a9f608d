using Sartor.Data.Images;
using Sartor.Data.Samples;

namespace Sartor.Data.Tests.Images;

public sealed class ThumbnailTests
{
    [Theory]
    [InlineData(28, 28, 1)]
    [InlineData(32, 32, 3)]
    [InlineData(1, 1, 3)]
    public void SmallImage_IsAPngOfTheSamePixels(int width, int height, int channels)
    {
        var pixels = Pixels(width, height, channels);
        var read = Decoded(Thumbnail.Of(pixels), "data:image/png;base64,");
        (read.Width, read.Height, read.Channels).ShouldBe((width, height, channels));
        read.Data.ToArray().ShouldBe(pixels.Data.ToArray());
    }

    [Theory]
    [InlineData(640, 480, 72, 54)]
    [InlineData(100, 300, 24, 72)]
    [InlineData(72, 40, 72, 40)]
    public void LargeImage_IsAJpegThatKeepsItsShape(int width, int height, int wide, int high)
    {
        var text = Thumbnail.Of(Pixels(width, height, 3));
        var read = Decoded(text, "data:image/jpeg;base64,");
        (read.Width, read.Height).ShouldBe((wide, high));
        text.Length.ShouldBeLessThan(12_000);
    }

    private static PixelImage Decoded(string address, string start)
    {
        address.ShouldStartWith(start);
        return ImageReader.Decode("thumbnail", System.Convert.FromBase64String(address[start.Length..]));
    }

    private static PixelImage Pixels(int width, int height, int channels)
    {
        var data = new byte[width * height * channels];
        for (var i = 0; i < data.Length; i++) data[i] = (byte)(i * 7);
        return new PixelImage(width, height, channels, data);
    }
}
