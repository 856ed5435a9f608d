using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class WilsonIntervalTests
{
    /// <summary>The four examples of Newcombe 1998, table I, method 3; further digits by R's prop.test without correction.</summary>
    [Theory]
    [InlineData(81, 263, 0.255288519878, 0.366209576983)]
    [InlineData(15, 148, 0.0623863995307, 0.1604872417233)]
    [InlineData(0, 20, 0, 0.161125158053)]
    [InlineData(1, 29, 0.00611321429276, 0.17175521879320)]
    [InlineData(57, 100, 0.472153895492, 0.662667014759)]
    public void Interval_MeetsNewcombe(int successes, int n, double low, double high)
    {
        var interval = WilsonInterval.For(successes, n);
        interval.Low.ShouldBe(low, 1e-9);
        interval.High.ShouldBe(high, 1e-9);
        interval.Share.ShouldBe((double)successes / n);
    }

    [Fact]
    public void AllRight_MirrorsNoneRight()
    {
        var all = WilsonInterval.For(20, 20);
        (all.Low, all.High).ShouldBe((1 - WilsonInterval.For(0, 20).High, 1));
    }

    [Fact]
    public void Misuse_IsABug()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.For(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.For(3, 2));
    }
}
