using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class StudentTTests
{
    /// <summary>Abramowitz &amp; Stegun, table 26.10.</summary>
    [Theory]
    [InlineData(0.95, 1, 12.706)]
    [InlineData(0.95, 2, 4.303)]
    [InlineData(0.95, 4, 2.776)]
    [InlineData(0.95, 9, 2.262)]
    [InlineData(0.95, 30, 2.042)]
    [InlineData(0.95, 120, 1.980)]
    [InlineData(0.99, 5, 4.032)]
    [InlineData(0.99, 10, 3.169)]
    [InlineData(0.90, 7, 1.895)]
    [InlineData(0.50, 3, 0.765)]
    public void Quantile_MeetsTheTable(double confidence, int degrees, double expected) =>
        StudentT.Quantile(confidence, degrees).ShouldBe(expected, 0.0005);

    [Fact]
    public void Quantile_OfManyDegreesIsNormal() => StudentT.Quantile(0.95, 200_000).ShouldBe(Normal.Z95, 2e-5);

    [Fact]
    public void Central_HasClosedForms()
    {
        // One degree is Cauchy, 2·atan(t)/π; two give t/√(2 + t²).
        StudentT.Central(1.7, 1).ShouldBe(2 * Math.Atan(1.7) / Math.PI, 1e-15);
        StudentT.Central(1.7, 2).ShouldBe(1.7 / Math.Sqrt(2 + (1.7 * 1.7)), 1e-15);
        StudentT.Central(0, 5).ShouldBe(0);
    }

    [Fact]
    public void Quantile_OutsideItsRangeIsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.Quantile(1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.Quantile(double.NaN, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.Quantile(0.95, 0));
    }
}
