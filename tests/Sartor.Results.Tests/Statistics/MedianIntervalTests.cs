using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class MedianIntervalTests
{
    /// <summary>Ranks and coverages as in the tables of the sign test (Conover, table A3); digits by R's pbinom.</summary>
    [Theory]
    [InlineData(6, 1, 0.96875)]
    [InlineData(10, 2, 0.978515625)]
    [InlineData(11, 2, 0.98828125)]
    [InlineData(15, 4, 0.96484375)]
    [InlineData(20, 6, 0.958610534668)]
    [InlineData(25, 8, 0.956714749336)]
    [InlineData(30, 10, 0.957226054743)]
    [InlineData(50, 18, 0.967160862436)]
    [InlineData(100, 40, 0.964799799782)]
    [InlineData(1000, 469, 0.95370880264)]
    public void Interval_HasTheTabulatedRanks(int count, int rank, double coverage)
    {
        var interval = MedianInterval.For([.. Enumerable.Range(1, count).Select(i => (double)i)])!;
        interval.Rank.ShouldBe(rank);
        interval.Coverage.ShouldBe(coverage, 1e-9);
        (interval.Low, interval.High).ShouldBe((rank, count + 1 - rank));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void FewSamples_HaveNoInterval(int count) => MedianInterval.For(new double[count]).ShouldBeNull();

    [Fact]
    public void FiveSamples_HaveOneAtNinetyPercent() => MedianInterval.For([1, 2, 3, 4, 5], 0.9)!.Coverage.ShouldBe(0.9375, 1e-12);

    [Fact]
    public void Interval_CoversAsOftenAsItSays()
    {
        // 2,000 samples of 25 from an exponential distribution with median ln 2: 95.67 % ± 3 standard errors of 0.46 %.
        var random = new Random(17);
        var covered = 0;
        for (var i = 0; i < 2000; i++)
        {
            var sorted = Enumerable.Range(0, 25).Select(_ => -Math.Log(1 - random.NextDouble())).Order().ToArray();
            var interval = MedianInterval.For(sorted)!;
            if (interval.Low <= Math.Log(2) && Math.Log(2) <= interval.High) covered++;
        }
        (covered / 2000.0).ShouldBe(0.9567, 0.0137);
    }

    [Fact]
    public void ManySamples_AreNoTrouble()
    {
        var interval = MedianInterval.For([.. Enumerable.Range(0, 1_000_000).Select(i => (double)i)])!;
        // n/2 − 1.96·√n/2 = 499,020; the exact rank is within one of it.
        ((double)interval.Rank).ShouldBe(499_020, 1.5);
        interval.Coverage.ShouldBeInRange(0.95, 0.951);
    }
}
