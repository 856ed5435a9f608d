using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0.25, 15.425)]
    [InlineData(0.5, 19.2)]
    [InlineData(0.9, 30.09)]
    [InlineData(0.95, 31.3)]
    [InlineData(0.99, 33.435)]
    [InlineData(0, 10.4)]
    [InlineData(1, 33.9)]
    public void Type7_MeetsR(double p, double expected) =>
        Quantiles.Type7(Quantiles.Sorted(PublishedSamples.MilesPerGallon), p).ShouldBe(expected, 1e-9);

    [Fact]
    public void Type7_OfOneToTen_IsTheTextbooks()
    {
        var x = Enumerable.Range(1, 10).Select(i => (double)i).ToArray();
        new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(p => Quantiles.Type7(x, p)).ShouldBe([1, 3.25, 5.5, 7.75, 10]);
    }

    [Fact]
    public void Median_OfEvenCount_IsTheMiddle() => Quantiles.Median([1, 2, 10, 11]).ShouldBe(6);

    [Fact]
    public void SingleSample_IsEveryQuantile() => Quantiles.Type7([7], 0.99).ShouldBe(7);

    [Fact]
    public void Misuse_IsABug()
    {
        Should.Throw<ArgumentException>(() => Quantiles.Median([]));
        Should.Throw<ArgumentOutOfRangeException>(() => Quantiles.Type7([1], 1.1));
    }

    [Fact]
    public void Sorted_OfLongs_IsACopy()
    {
        long[] samples = [3, 1, 2];
        Quantiles.Sorted(samples).ShouldBe([1, 2, 3]);
        samples.ShouldBe([3, 1, 2]);
    }
}
