using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class QuantileBoundTests
{
    /// <summary>Wilks' sample sizes: the fewest samples whose maximum bounds the quantile.</summary>
    [Theory]
    [InlineData(0.9, 0.95, 29)]
    [InlineData(0.95, 0.95, 59)]
    [InlineData(0.99, 0.95, 299)]
    [InlineData(0.9, 0.99, 44)]
    public void Maximum_BoundsFromWilksSampleSizeOn(double p, double confidence, int count)
    {
        double[] Samples(int n) => [.. Enumerable.Range(1, n).Select(i => (double)i)];
        QuantileBound.Upper(Samples(count - 1), p, confidence).ShouldBeNull();
        QuantileBound.Upper(Samples(count), p, confidence).ShouldBe(count);
    }

    [Fact]
    public void SixtyFourRuns_ReachOneBelowTheMaximum()
    {
        // MLPerf's least single-stream count: P(Bin(64, 0.1) ≤ 1) = 0.9^64·(1 + 64/9) = 0.0096 ≤ 0.01.
        QuantileBound.Upper([.. Enumerable.Range(1, 64).Select(i => (double)i)], 0.9, 0.99).ShouldBe(63);
        QuantileBound.Upper([.. Enumerable.Range(1, 63).Select(i => (double)i)], 0.9, 0.99).ShouldBe(63);
    }
}
