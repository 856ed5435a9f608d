using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class DispersionTests
{
    [Fact]
    public void MilesPerGallon_MeetR()
    {
        var sorted = Quantiles.Sorted(PublishedSamples.MilesPerGallon);
        (Dispersion.Mad(sorted) * Dispersion.MadScale).ShouldBe(5.41149, 1e-9);
        Dispersion.RobustDeviation(sorted).ShouldBe(5.41149, 1e-9);
        Dispersion.RobustCv(sorted).ShouldBe(5.41149 / 19.2, 1e-9);
        Dispersion.Mean(sorted).ShouldBe(20.090625, 1e-9);
        Dispersion.StandardDeviation(sorted).ShouldBe(6.02694805209, 1e-9);
    }

    [Fact]
    public void MadOfZero_FallsBackToTheQuartiles()
    {
        // Five of nine are equal: MAD 0; quartiles 10 and 14 → 4 / 1.349.
        double[] sorted = [10, 10, 10, 10, 10, 12, 14, 16, 18];
        Dispersion.Mad(sorted).ShouldBe(0);
        Dispersion.RobustDeviation(sorted).ShouldBe(4 / 1.349, 1e-12);
        Dispersion.RobustCv([5, 5, 5]).ShouldBe(0);
    }

    [Fact]
    public void LargeNumbers_KeepTheirDigits() =>
        Dispersion.StandardDeviation([1e15 + 1, 1e15 + 2, 1e15 + 3]).ShouldBe(1, 1e-9);
}
