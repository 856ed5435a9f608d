using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Data.Tests.Preprocessing;

public sealed class ResamplerTests
{
    // 13 × 9 grey, value = (37·x + 101·y + 13·x·y) mod 256.
    private static PixelImage Pattern()
    {
        var pixels = new byte[9 * 13];
        for (var y = 0; y < 9; y++)
        {
            for (var x = 0; x < 13; x++) pixels[(y * 13) + x] = (byte)((37 * x) + (101 * y) + (13 * x * y));
        }
        return new PixelImage(13, 9, 1, pixels);
    }

    public static TheoryData<Interpolation, int, int, double[], double, double> References => new()
    {
        // Pillow 9.4, Image.resize of a mode 'F' image (float arithmetic): first values, sum, last value.
        { Interpolation.Triangle, 5, 4, [98.8019, 135.5437, 132.7045, 101.2857, 137.8724, 121.8715], 2558.686, 133.0609 },
        { Interpolation.Triangle, 20, 15, [0, 17.575, 41.625, 65.675, 89.725, 113.775], 38424.0, 196.0 },
        { Interpolation.Bicubic, 5, 4, [93.8065, 138.1361, 134.0177, 97.6322, 141.5216, 122.8078], 2561.001, 137.0841 },
        { Interpolation.Bicubic, 20, 15, [-10.0828, 6.2222, 32.8986, 56.3109, 78.7198, 104.0148], 38515.359, 205.7732 },
        // PyTorch 1.13, interpolate(mode='bilinear', align_corners=False).
        { Interpolation.Bilinear, 5, 4, [99.225, 152.55, 173.875, 99.2, 152.525, 100.275], 2504.0, 89.0749 },
        { Interpolation.Bilinear, 20, 15, [0, 17.575, 41.625, 65.675, 89.725, 113.775], 38424.0, 196.0 },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void Resize_MeetsThePublishedLibraries(Interpolation interpolation, int width, int height, double[] first, double sum,
        double last)
    {
        var result = Resampler.Resize(Pattern(), new ResizeWindow(0, 0, 13, 9, width, height, 0, 0, width, height), interpolation);
        for (var i = 0; i < first.Length; i++) ((double)result[i]).ShouldBe(first[i], 2e-4);
        result.Sum(v => (double)v).ShouldBe(sum, 0.02);
        ((double)result[^1]).ShouldBe(last, 2e-4);
    }

    [Fact]
    public void Area_IsTheMeanOfTheCoveredPixels()
    {
        // 3 → 2: each output covers one and a half pixels.
        var image = new PixelImage(3, 1, 1, new byte[] { 30, 60, 120 });
        var result = Resampler.Resize(image, new ResizeWindow(0, 0, 3, 1, 2, 1, 0, 0, 2, 1), Interpolation.Area);
        result[0].ShouldBe(40f, 1e-4f);
        result[1].ShouldBe(100f, 1e-4f);
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Triangle)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.Area)]
    public void Resize_ToTheSameSize_ChangesNothing(Interpolation interpolation)
    {
        var image = Pattern();
        var result = Resampler.Resize(image, new ResizeWindow(0, 0, 13, 9, 13, 9, 0, 0, 13, 9), interpolation);
        result.ShouldBe(image.Data.ToArray().Select(v => (float)v));
    }

    [Theory]
    [InlineData(Interpolation.Triangle)]
    [InlineData(Interpolation.Bicubic)]
    public void Window_IsThatPartOfTheWhole(Interpolation interpolation)
    {
        var whole = Resampler.Resize(Pattern(), new ResizeWindow(1, 2, 11, 6, 8, 7, 0, 0, 8, 7), interpolation);
        var part = Resampler.Resize(Pattern(), new ResizeWindow(1, 2, 11, 6, 8, 7, 3, 2, 4, 3), interpolation);
        for (var y = 0; y < 3; y++)
        {
            for (var x = 0; x < 4; x++) part[(y * 4) + x].ShouldBe(whole[((y + 2) * 8) + x + 3]);
        }
    }
}
