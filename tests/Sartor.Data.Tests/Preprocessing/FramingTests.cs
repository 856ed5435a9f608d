using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Data.Tests.Preprocessing;

/// <summary>Crops and resizes by hand: the rectangle of the source, the size it is resized to, and the window of that.</summary>
public sealed class FramingTests
{
    /// <summary>tf.image.central_crop rounds each margin down.</summary>
    [Theory]
    [InlineData(16, 8, 0.875, 1, 0, 14, 8)]
    [InlineData(7, 5, 0.5, 1, 1, 5, 3)]
    [InlineData(7, 5, 1, 0, 0, 7, 5)]
    [InlineData(100, 40, 0.25, 37, 15, 26, 10)]
    public void CropFraction_KeepsTheCentre(int width, int height, double fraction, int x, int y, int w, int h) =>
        For(width, height, new PreprocessOptions { CropFraction = fraction }, 9, 6)
            .ShouldBe(new ResizeWindow(x, y, w, h, 9, 6, 0, 0, 9, 6));

    [Fact]
    public void Whole_IsResizedWhereNothingIsAsked() =>
        For(10, 20, new PreprocessOptions(), 5, 6).ShouldBe(new ResizeWindow(0, 0, 10, 20, 5, 6, 0, 0, 5, 6));

    /// <summary>Half a pixel is rounded to even, as Python's round does.</summary>
    [Theory]
    [InlineData(10, 9, 6, 2, 2, 6, 6)]
    [InlineData(10, 11, 6, 2, 2, 6, 6)]
    [InlineData(9, 7, 6, 2, 0, 6, 6)]
    [InlineData(6, 6, 6, 0, 0, 6, 6)]
    public void Crop_IsCentred(int width, int height, int crop, int x, int y, int w, int h) =>
        For(width, height, new PreprocessOptions { Crop = crop }, 3, 3).ShouldBe(new ResizeWindow(x, y, w, h, 3, 3, 0, 0, 3, 3));

    /// <summary>The shorter side gets the length, the longer one its share rounded down; then the input's size is cut out.</summary>
    [Theory]
    [InlineData(10, 20, 8, null, 8, 8, 8, 16, 0, 4)]
    [InlineData(20, 10, 8, null, 8, 8, 16, 8, 4, 0)]
    [InlineData(10, 27, 8, null, 5, 5, 8, 21, 2, 8)]
    [InlineData(10, 27, 8, null, 7, 6, 8, 21, 0, 8)]
    [InlineData(10, 20, 8, 6, 6, 6, 8, 16, 1, 5)]
    public void ShorterSide_IsResizedAndTheInputCutOut(
        int width, int height, int side, int? crop, int inputWidth, int inputHeight, int fullWidth, int fullHeight, int x, int y) =>
        For(width, height, new PreprocessOptions { Resize = side, Crop = crop }, inputWidth, inputHeight)
            .ShouldBe(new ResizeWindow(0, 0, width, height, fullWidth, fullHeight, x, y, inputWidth, inputHeight));

    /// <summary>torchvision gives a picture of the crop's size, which the model does not take; nothing brings it to another.</summary>
    [Theory]
    [InlineData(10, 10, 28, 28, "resize 10 and crop 10 give 10 × 10 pixels, and the model takes 28 × 28 pixels.*give crop 28")]
    [InlineData(32, 24, 28, 28, "crop 24 give 24 × 24 pixels.*give crop 28")]
    [InlineData(32, 28, 28, 24, "the model takes 24 × 28 pixels.*leave out crop")]
    [InlineData(27, null, 28, 28, "resize 27 gives a shorter side of 27 pixels.*at least 28")]
    [InlineData(27, 28, 28, 28, "at least 28")]
    [InlineData(28, 28, 28, 28, null)]
    [InlineData(24, null, 28, 24, null)]
    [InlineData(null, 10, 28, 28, null)]
    public void Steps_ThatDoNotEndAtTheInputsSize_AreAProblem(int? side, int? crop, int inputWidth, int inputHeight, string? problem)
    {
        var found = Framing.Problem(new PreprocessOptions { Resize = side, Crop = crop }, inputWidth, inputHeight);
        if (problem is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldMatch(problem);
    }

    [Theory]
    [InlineData(28, 28, null, 29, "is 28 × 28 pixels .height × width., less than the crop 29")]
    [InlineData(30, 28, null, 29, "is 28 × 30 pixels .height × width., less than the crop 29")]
    [InlineData(28, 28, null, 28, null)]
    [InlineData(20, 10, 8, null, "8 × 16 where the shorter side is 8, which is less than the 9 × 9")]
    [InlineData(20, 10, 9, 9, null)]
    public void Image_TooSmallForTheSteps_IsAProblem(int width, int height, int? side, int? crop, string? problem)
    {
        var image = new PixelImage(width, height, 1, new byte[width * height]);
        var found = Framing.Problem(image.Size, new PreprocessOptions { Resize = side, Crop = crop }, 9, 9);
        if (problem is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldMatch(problem);
    }

    [Theory]
    [InlineData(0, 1, "mean has 0 values")]
    [InlineData(1, 1, null)]
    [InlineData(2, 1, "mean has 2 values")]
    [InlineData(3, 3, null)]
    [InlineData(4, 1, "mean has 4 values")]
    [InlineData(1, 0, "std has 0 values")]
    [InlineData(1, 2, "std has 2 values")]
    [InlineData(1, 4, "std has 4 values")]
    public void MeanAndStd_AreOneOrThree(int means, int deviations, string? problem) =>
        Problem(new PreprocessOptions { Mean = Ones(means), Std = Ones(deviations) }, problem);

    [Theory]
    [InlineData(new[] { 1, double.NaN, 2 }, new[] { 1.0 }, "mean must be finite")]
    [InlineData(new[] { double.NegativeInfinity }, new[] { 1.0 }, "mean must be finite")]
    [InlineData(new[] { -5.0 }, new[] { 1.0 }, null)]
    [InlineData(new[] { 0, 0.5, 0.5 }, new[] { 1.0 }, null)]
    [InlineData(new[] { 0.5, 1, 0.5 }, new[] { 1.0 }, null)]
    [InlineData(new[] { 0.5 }, new[] { 1.0 }, "mean 0.5 and std 1 are in units of 0..1")]
    [InlineData(new[] { 0.5 }, new[] { 1.0 }, "takes pixel units 0..255; give mean 127.5 and std 255")]
    [InlineData(new[] { 0.2 }, new[] { 50.0 }, "give mean 51 and std 50")]
    [InlineData(new[] { 0.0 }, new[] { 0.2, 0.4, 1 }, "give mean 0 and std 51,102,255")]
    [InlineData(new[] { 0.0 }, new[] { 1.0, 0, 1 }, "std must be finite and above 0")]
    [InlineData(new[] { 0.0 }, new[] { -1.0 }, "std must be finite and above 0")]
    [InlineData(new[] { 0.0 }, new[] { 1, 1, double.PositiveInfinity }, "std must be finite and above 0")]
    public void MeanAndStd_AreNumbers(double[] mean, double[] std, string? problem) =>
        Problem(new PreprocessOptions { Mean = mean.ToEquatableArray(), Std = std.ToEquatableArray() }, problem);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(16384, true)]
    [InlineData(16385, false)]
    public void Sizes_HaveLimits(int side, bool isSound)
    {
        Problem(new PreprocessOptions { Resize = side }, isSound ? null : "resize must be between 1 and 16384 pixels");
        Problem(new PreprocessOptions { Crop = side }, isSound ? null : "crop must be between 1 and 16384 pixels");
    }

    [Theory]
    [InlineData(0.0, "above 0 and at most 1")]
    [InlineData(-0.5, "above 0 and at most 1")]
    [InlineData(1.01, "above 0 and at most 1")]
    [InlineData(double.NaN, "above 0 and at most 1")]
    [InlineData(0.01, null)]
    [InlineData(1.0, null)]
    public void CropFraction_IsAShare(double fraction, string? problem)
    {
        Problem(new PreprocessOptions { CropFraction = fraction }, problem);
        if (problem is not null) return;
        Problem(new PreprocessOptions { CropFraction = fraction, Crop = 5 }, "crop_fraction excludes");
        Problem(new PreprocessOptions { CropFraction = fraction, Resize = 5 }, "crop_fraction excludes");
    }

    private static EquatableArray<double> Ones(int count) => Enumerable.Repeat(1.0, count).ToEquatableArray();

    private static void Problem(PreprocessOptions options, string? expected)
    {
        if (expected is null) options.Problem().ShouldBeNull();
        else options.Problem().ShouldNotBeNull().ShouldContain(expected);
    }

    private static ResizeWindow For(int width, int height, PreprocessOptions options, int inputWidth, int inputHeight) =>
        Framing.For(new PictureSize(height, width), options, inputWidth, inputHeight);
}
