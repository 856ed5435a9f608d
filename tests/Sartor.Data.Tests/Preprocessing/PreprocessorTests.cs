using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Preprocessing;

public sealed class PreprocessorTests
{
    private static readonly PixelImage s_twoPixels = new(2, 1, 3, new byte[] { 10, 20, 30, 40, 50, 60 });

    private static PreprocessOptions Raw => new() { Mean = [0], Std = [1] };

    private static Tensor Apply(PreprocessOptions options, ElementType element, long[] shape, PixelImage image) =>
        new Preprocessor(options, new TensorType(element, new Shape(shape))).Apply(new Sample("s", null, image));

    [Fact]
    public void Nhwc_KeepsChannelsTogether() =>
        Apply(Raw, ElementType.Float32, [1, 1, 2, 3], s_twoPixels).ToSingles().ShouldBe([10, 20, 30, 40, 50, 60]);

    [Fact]
    public void Nchw_PutsChannelsApart() =>
        Apply(Raw, ElementType.Float32, [1, 3, 1, 2], s_twoPixels).ToSingles().ShouldBe([10, 40, 20, 50, 30, 60]);

    [Fact]
    public void Bgr_SwapsRedAndBlue() =>
        Apply(Raw with { Color = ColorOrder.Bgr }, ElementType.Float32, [1, 1, 2, 3], s_twoPixels).ToSingles()
            .ShouldBe([30, 20, 10, 60, 50, 40]);

    [Fact]
    public void OneChannel_IsLuma()
    {
        // 0.299·10 + 0.587·20 + 0.114·30 = 18.15
        var values = Apply(Raw, ElementType.Float32, [1, 1, 2, 1], s_twoPixels).ToSingles();
        values[0].ShouldBe(18.15f, 1e-4f);
        values[1].ShouldBe(48.15f, 1e-4f);
    }

    [Fact]
    public void GreyImage_FillsThreeChannels() =>
        Apply(Raw, ElementType.Float32, [1, 1, 2, 3], new PixelImage(2, 1, 1, new byte[] { 7, 9 })).ToSingles()
            .ShouldBe([7, 7, 7, 9, 9, 9]);

    [Fact]
    public void MeanAndStd_AreByChannelOfTheModel()
    {
        var options = new PreprocessOptions { Mean = [10, 20, 30], Std = [1, 2, 3] };
        Apply(options, ElementType.Float32, [1, 3, 1, 2], s_twoPixels).ToSingles().ShouldBe([0, 30, 0, 15, 0, 10]);
    }

    // Two pixels of one row become one, their mean: 2.5, 3.5 and 254.5, whose halves go up.
    [Theory]
    [InlineData(2, 3, 3)]
    [InlineData(3, 4, 4)]
    [InlineData(254, 255, 255)]
    public void RawPixels_RoundHalvesUp(byte left, byte right, byte expected)
    {
        var image = new PixelImage(2, 1, 1, new[] { left, right });
        Apply(Raw with { Interpolation = Interpolation.Area }, ElementType.UInt8, [1, 1, 1, 1], image).Data.ToArray().ShouldBe([expected]);
    }

    [Fact]
    public void Uint8InputWithoutParameters_TakesPixels() =>
        Apply(new PreprocessOptions { Mean = [127.5], Std = [127.5] }, ElementType.UInt8, [1, 1, 2, 3], s_twoPixels).Data.ToArray()
            .ShouldBe([10, 20, 30, 40, 50, 60]);

    [Fact]
    public void Int8InputWithoutParameters_IsRefused() =>
        Should.Throw<OptionException>(() => Apply(Raw, ElementType.Int8, [1, 1, 2, 3], s_twoPixels))
            .Message.ShouldContain("int8 without quantization");

    [Fact]
    public void Float16Input_IsRounded() =>
        Apply(Raw, ElementType.Float16, [1, 1, 2, 3], s_twoPixels).ToSingles().ShouldBe([10, 20, 30, 40, 50, 60]);

    [Theory]
    [InlineData(new long[] { 1, 6, 5, 5 })]
    [InlineData(new long[] { 1, 4, 3, 2 })]
    [InlineData(new long[] { 1, 3, 2, 4 })]
    [InlineData(new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(new long[] { 1, 2, 2 })]
    public void ArrayOfTheInputsOwnShape_IsFedAsItIs(long[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)new Shape(shape).ElementCount).Select(i => i * 0.5f)];
        var sample = new Sample("s", null, Tensor.Create(new Shape([.. shape.Skip(1)]), values));
        var fed = new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, new Shape(shape))).Apply(sample);
        fed.Shape.ShouldBe(new Shape(shape));
        fed.ToSingles().ShouldBe(values);
    }

    [Fact]
    public void ImageForAnInputOfOtherChannels_IsRefusedWithTheShapeThatIsWanted() =>
        Should.Throw<DataSetException>(() => Apply(Raw, ElementType.Float32, [1, 6, 5, 5], s_twoPixels))
            .Message.ShouldContain("give arrays of numbers [N,6,5,5]");

    [Fact]
    public void FlatInput_TakesThePixelsInARow() =>
        Apply(Raw, ElementType.Float32, [1, 6], s_twoPixels).ToSingles().ShouldBe([10, 20, 30, 40, 50, 60]);

    [Fact]
    public void Numbers_AreTakenAsTheyAre()
    {
        var preprocessor = new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, new Shape(1, 3)));
        preprocessor.Apply(new Sample("s", null, Tensor.Vector(1f, 2, 3))).ToSingles().ShouldBe([1, 2, 3]);
        Should.Throw<DataSetException>(() => preprocessor.Apply(new Sample("row 4", null, Tensor.Vector(1f, 2))))
            .Message.ShouldStartWith("row 4: has 2 values");
    }

    [Fact]
    public void Batch_TakesThatManySamples()
    {
        var preprocessor = new Preprocessor(Raw, new TensorType(ElementType.Float32, new Shape(2, 1, 1, 1)));
        Sample Grey(byte value) => new("s", null, new PixelImage(1, 1, 1, new[] { value }));
        preprocessor.Apply([Grey(3), Grey(5)]).ToSingles().ShouldBe([3, 5]);
    }

    [Fact]
    public void ContradictingOptions_AreRefused()
    {
        var type = new TensorType(ElementType.Float32, new Shape(1, 8, 8, 3));
        Should.Throw<OptionException>(() => new Preprocessor(new PreprocessOptions { Resize = 9, CropFraction = 0.5 }, type))
            .Message.ShouldContain("excludes");
        Should.Throw<OptionException>(() => new Preprocessor(new PreprocessOptions { Std = [0] }, type)).Message.ShouldContain("std");
        Should.Throw<OptionException>(() => new Preprocessor(new PreprocessOptions { Mean = [1, 2] }, type))
            .Message.ShouldContain("mean has 2");
        Should.Throw<OptionException>(() => new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, null)))
            .Message.ShouldContain("shape");
    }

    [Fact]
    public void StepsThatCannotBeDone_AreRefused()
    {
        var image = new PixelImage(28, 28, 1, new byte[28 * 28]);
        Should.Throw<OptionException>(() => Apply(Raw with { Resize = 10, Crop = 10 }, ElementType.Float32, [1, 28, 28, 1], image))
            .Message.ShouldContain("preprocess: resize 10 and crop 10 give 10 × 10 pixels");
        Should.Throw<DataSetException>(() => Apply(Raw with { Crop = 5000 }, ElementType.Float32, [1, 28, 28, 1], image))
            .Message.ShouldContain("is 28 × 28 pixels (height × width), less than the crop 5000");
        Should.Throw<OptionException>(() => Apply(Raw with { Resize = 28 }, ElementType.Float32, [1, 784], image))
            .Message.ShouldContain("no height and width");
        Apply(Raw, ElementType.Float32, [1, 784], image).ToSingles().Length.ShouldBe(784);
    }

    [Fact]
    public void NarrowImage_DoesNotExplode()
    {
        var image = new PixelImage(1, 65_535, 1, new byte[65_535]);
        var options = Raw with { Resize = 256, Crop = 224, Interpolation = Interpolation.Triangle };
        Apply(options, ElementType.Float32, [1, 224, 224, 1], image).ToSingles().ShouldAllBe(v => v == 0);
    }

    [Fact]
    public void TorchVisionsPipeline_MeetsPillow()
    {
        TestFiles.RequireVips();
        var values = Photograph(Raw with { Resize = 256, Crop = 224, Interpolation = Interpolation.Triangle });
        // torchvision's resize(256) and center_crop(224) by Pillow 9.4, which rounds to bytes twice.
        ShouldBeNear(values, 0, 0, [119, 120, 114], 1.01);
        ShouldBeNear(values, 50, 100, [183, 108, 48], 1.01);
        ShouldBeNear(values, 223, 223, [115, 119, 106], 1.01);
        Means(values).ShouldBe([150.0093, 133.8265, 125.4115], 0.1);
    }

    [Fact]
    public void TensorFlowsPipeline_MeetsPyTorch()
    {
        TestFiles.RequireVips();
        var values = Photograph(new PreprocessOptions { Mean = [0], Std = [1], CropFraction = 0.875 });
        // The 329 × 438 crop of tf.image.central_crop through PyTorch's bilinear interpolate without antialiasing.
        ShouldBeNear(values, 0, 0, [125.86607, 123.01046, 121.27881], 0.01);
        ShouldBeNear(values, 50, 100, [133.33081, 119.442406, 116.14093], 0.01);
        ShouldBeNear(values, 223, 223, [152.67784, 136.44347, 140.83925], 0.01);
        Means(values).ShouldBe([147.63512, 133.84204, 126.57133], 0.01);
    }

    private static float[] Photograph(PreprocessOptions options)
    {
        using var data = DataSet.Open(TestFiles.Shared("images/imagenet-100"));
        var sample = data.Read(data.IndexOf("n01558993_robin.JPEG"));
        return new Preprocessor(options, new TensorType(ElementType.Float32, new Shape(1, 224, 224, 3))).Apply(sample).ToSingles();
    }

    private static void ShouldBeNear(float[] values, int x, int y, double[] expected, double tolerance)
    {
        for (var c = 0; c < 3; c++) ((double)values[(((y * 224) + x) * 3) + c]).ShouldBe(expected[c], tolerance);
    }

    private static double[] Means(float[] values) =>
        [.. Enumerable.Range(0, 3).Select(c => values.Where((_, i) => i % 3 == c).Average(v => (double)v))];
}
