using Sartor.Data.Preprocessing;

namespace Sartor.Data.Tests.Preprocessing;

public sealed class PreprocessOptionsTests
{
    [Fact]
    public void MeanAndStdInUnitsOf01_AreRefusedWithThePixelUnits()
    {
        // torchvision's values, and the same times 255.
        var options = new PreprocessOptions { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };
        options.Problem().ShouldBe(
            "mean 0.485,0.456,0.406 and std 0.229,0.224,0.225 are in units of 0..1, and Sartor takes pixel units 0..255; "
            + "give mean 123.675,116.28,103.53 and std 58.395,57.12,57.375");
        new PreprocessOptions { Mean = [0.5], Std = [0.5] }.Problem()!.ShouldContain("give mean 127.5 and std 127.5");
        new PreprocessOptions { Mean = [0.5] }.Problem()!.ShouldContain("give mean 127.5 and std 255");
    }

    [Fact]
    public void MeanAndStdInPixelUnits_AreTaken()
    {
        foreach (var (mean, std) in (ReadOnlySpan<(double, double)>)[(0, 1), (0, 255), (127.5, 127.5), (33.3285, 78.5655), (-1, 1)])
            new PreprocessOptions { Mean = [mean], Std = [std] }.Problem().ShouldBeNull();
    }
}
