using Sartor.Core;
using Sartor.Data.Images;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Images;

public sealed class ImageReaderTests
{
    [Fact]
    public void Jpeg_MeetsPillow()
    {
        TestFiles.RequireVips();
        var image = ImageReader.Decode("a.jpg", TestFiles.Jpeg);
        image.ToString().ShouldBe("16x12x3");
        // Pillow 9.4: (0,0) = 0 1 3; (7,5) = 106 98 96; (15,11) = 223 219 207.
        At(image, 0, 0).ShouldBe([0, 1, 3]);
        At(image, 7, 5).ShouldBe([106, 98, 96]);
        At(image, 15, 11).ShouldBe([223, 219, 207]);
    }

    [Theory]
    [InlineData("webp")]
    [InlineData("png")]
    public void LosslessFile_GivesThePixelsItWasMadeFrom(string format)
    {
        TestFiles.RequireVips();
        var image = ImageReader.Decode(format, format == "webp" ? TestFiles.WebP : TestFiles.RgbPng);
        for (var y = 0; y < 12; y++)
        {
            for (var x = 0; x < 16; x++) At(image, x, y).ShouldBe([(byte)(15 * x), (byte)(20 * y), (byte)(8 * (x + y))]);
        }
    }

    [Fact]
    public void GreyPng_StaysGrey()
    {
        TestFiles.RequireVips();
        var image = ImageReader.Decode("a.png", TestFiles.Png(3, 2, 1, [1, 2, 3, 4, 5, 6]));
        image.ToString().ShouldBe("3x2x1");
        image.Data.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void TransparentPng_LosesItsAlpha()
    {
        TestFiles.RequireVips();
        var image = ImageReader.Decode("a.png", TestFiles.Png(1, 2, 4, [10, 20, 30, 0, 40, 50, 60, 255]));
        image.Data.ToArray().ShouldBe([10, 20, 30, 40, 50, 60]);
    }

    [Fact]
    public void Gif_GivesItsFirstFrame()
    {
        TestFiles.RequireVips();
        var red = Convert.FromBase64String("R0lGODlhAQABAPAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");
        ImageReader.Decode("a.gif", red).Data.ToArray().ShouldBe([255, 0, 0]);
    }

    [Fact]
    public void Tiff_IsRead()
    {
        TestFiles.RequireVips();
        // Little-endian, one 2 × 1 strip of 8-bit grey at offset 8, then eight tags.
        byte[] Tag(ushort id, ushort type, uint value) =>
            [.. BitConverter.GetBytes(id), .. BitConverter.GetBytes(type), 1, 0, 0, 0, .. BitConverter.GetBytes(value)];
        byte[] tiff =
        [
            (byte)'I', (byte)'I', 42, 0, 10, 0, 0, 0, 77, 200, 8, 0,
            .. Tag(256, 3, 2), .. Tag(257, 3, 1), .. Tag(258, 3, 8), .. Tag(259, 3, 1), .. Tag(262, 3, 1), .. Tag(273, 4, 8),
                .. Tag(277, 3, 1), .. Tag(279, 4, 2),
            0, 0, 0, 0,
        ];
        ImageReader.Decode("a.tif", tiff).Data.ToArray().ShouldBe([77, 200]);
    }

    [Fact]
    public void TruncatedFile_IsAnErrorThatNamesIt()
    {
        TestFiles.RequireVips();
        var random = new Random(7);
        var noise = new byte[64 * 64 * 3];
        random.NextBytes(noise);
        var png = TestFiles.Png(64, 64, 3, noise);
        (string Name, byte[] Bytes)[] halves =
            [("half.jpg", TestFiles.Jpeg[..650]), ("half.png", png[..(png.Length / 2)]), ("half.webp", TestFiles.WebP[..40])];
        foreach (var (name, bytes) in halves)
        {
            var error = Should.Throw<DataSetException>(() => ImageReader.Decode(name, bytes));
            error.Message.ShouldStartWith($"{name}: is damaged or truncated");
            error.Message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void HugeImage_IsRefusedByItsHeader()
    {
        TestFiles.RequireVips();
        var bomb = TestFiles.Png(1, 1, 1, [0], claimed: (40_000, 40_000));
        Should.Throw<DataSetException>(() => ImageReader.Decode("bomb.png", bomb)).Message.ShouldContain("40000x40000");
    }

    /// <summary>65,535 pixels a side and 100 million in all; within, the file is what is too short.</summary>
    [Theory]
    [InlineData(65_535, 1, false)]
    [InlineData(65_536, 1, true)]
    [InlineData(1, 65_535, false)]
    [InlineData(1, 65_536, true)]
    [InlineData(10_000, 10_000, false)]
    [InlineData(10_000, 10_001, true)]
    public void Size_HasALimit(int width, int height, bool isRefused)
    {
        TestFiles.RequireVips();
        var bytes = TestFiles.Png(1, 1, 1, [0], claimed: (width, height));
        Should.Throw<DataSetException>(() => ImageReader.Decode("a.png", bytes)).Message.ShouldContain(
            isRefused
                ? $"is {width}x{height} pixels; Sartor reads images up to 100 megapixels and 65535 per side"
                : "is damaged or truncated");
    }

    [Fact]
    public void Reason_IsThatOfTheDecoder()
    {
        TestFiles.RequireVips();
        // The first line of the message is that of the binding.
        var error = Should.Throw<DataSetException>(() => ImageReader.Decode("a.png", TestFiles.RgbPng.AsSpan(..60))).Message;
        error.ShouldStartWith("a.png: is damaged or truncated (");
        error.ShouldNotContain("nable to call");
        error.ShouldNotContain(".);");
    }

    [Fact]
    public void OtherFile_IsRefusedByItsFirstBytes()
    {
        Should.Throw<DataSetException>(() => ImageReader.Decode("a.jpg", "<svg xmlns='…'/>"u8)).Message
            .ShouldBe("a.jpg: is not an image that Sartor can read; give JPEG, PNG, WebP, GIF or TIFF.");
        Should.Throw<DataSetException>(() => ImageReader.Decode("a.jpg", [])).Message.ShouldContain("empty");
    }

    [Fact]
    public void MutatedFiles_GiveAnImageOrOneSentence()
    {
        TestFiles.RequireVips();
        var random = new Random(11);
        foreach (var original in new[] { TestFiles.Jpeg, TestFiles.WebP, TestFiles.RgbPng })
        {
            for (var i = 0; i < 200; i++)
            {
                var bytes = original.ToArray();
                for (var k = 0; k < 3; k++) bytes[random.Next(3, bytes.Length)] = (byte)random.Next(256);
                try
                {
                    ImageReader.Decode("mutant", bytes).Data.Length.ShouldBeGreaterThan(0);
                }
                catch (DataSetException e)
                {
                    e.Message.ShouldStartWith("mutant: ");
                }
            }
        }
    }

    [Fact]
    public void Photograph_MeetsPillow()
    {
        TestFiles.RequireVips();
        var image = ImageReader.Read(TestFiles.Shared("images/imagenet-100/n01558993_robin.JPEG"));
        image.ToString().ShouldBe("500x375x3");
        // Pillow's means by channel: 145.10398, 132.41741, 125.85805.
        double[] means = [0, 0, 0];
        var data = image.Data.Span;
        for (var i = 0; i < data.Length; i++) means[i % 3] += data[i];
        for (var c = 0; c < 3; c++) (means[c] / (data.Length / 3)).ShouldBe(((double[])[145.10398, 132.41741, 125.85805])[c], 0.05);
    }

    private static byte[] At(Data.Samples.PixelImage image, int x, int y) => image.Data.Slice(((y * image.Width) + x) * 3, 3).ToArray();
}
