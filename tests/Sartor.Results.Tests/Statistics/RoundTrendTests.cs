using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class RoundTrendTests
{
    /// <summary>
    /// Kendall, Rank Correlation Methods, appendix table 1: one-sided chance of S, the pairs that rise less the pairs that fall.
    /// </summary>
    [Theory]
    [InlineData(4, 6, 0.042)]
    [InlineData(5, 8, 0.042)]
    [InlineData(5, 10, 0.0083)]
    [InlineData(8, 16, 0.031)]
    [InlineData(10, 21, 0.036)]
    [InlineData(10, 23, 0.023)]
    [InlineData(10, 27, 0.0083)]
    public void PValue_MeetsTheTable(int count, int score, double oneSided)
    {
        var falling = ((count * (count - 1) / 2) - score) / 2;
        var trend = RoundTrend.Of(WithFallingPairs(count, falling))!;
        (trend.PValue / 2).ShouldBe(oneSided, 0.0006);
    }

    [Fact]
    public void Change_IsThatFromFirstToLast()
    {
        // 1 % a round over 8 steps; a single launch far out leaves the median of the slopes where it is.
        double[] rising = [.. Enumerable.Range(0, 9).Select(i => 100 * Math.Pow(1.01, i))];
        RoundTrend.Of(rising)!.Change.ShouldBe(Math.Pow(1.01, 8) - 1, 1e-12);
        rising[4] *= 3;
        RoundTrend.Of(rising)!.Change.ShouldBe(Math.Pow(1.01, 8) - 1, 1e-3);
        RoundTrend.Of([.. Enumerable.Range(0, 9).Select(i => 100 * Math.Pow(0.98, i))])!.Change.ShouldBe(Math.Pow(0.98, 8) - 1, 1e-12);
    }

    [Fact]
    public void EqualLaunches_HaveNoTrend() => RoundTrend.Of([3, 3, 3, 3]).ShouldBe(new RoundTrend(0, 1));

    /// <summary>
    /// Five pairs rise and one is equal: half of it may fall, so at most one of six does. Of the 24 orders of four, four have no more: two
    /// sides of 4 / 24. Of three values with two rising pairs and an equal one, half of all orders: nothing is told.
    /// </summary>
    [Theory]
    [InlineData(new[] { 1.0, 2, 2, 3 }, 1 / 3.0)]
    [InlineData(new[] { 3.0, 2, 2, 1 }, 1 / 3.0)]
    [InlineData(new[] { 1.0, 2, 2 }, 1)]
    [InlineData(new[] { 2.0, 2, 1 }, 1)]
    [InlineData(new[] { 1.0, 2, 3 }, 1 / 3.0)]
    public void EqualPair_CountsHalf(double[] values, double chance) => RoundTrend.Of(values)!.PValue.ShouldBe(chance, 1e-12);

    [Fact]
    public void Trend_NeedsThreeLaunchesAbove0()
    {
        RoundTrend.Of([1, 2]).ShouldBeNull();
        RoundTrend.Of([1, 2, 0]).ShouldBeNull();
    }

    [Fact]
    public void Trend_IsRarelySeenWhereThereIsNone()
    {
        var machine = new SimulatedLaunches(11);
        var seen = Enumerable.Range(0, 4000).Count(_ => RoundTrend.Of(machine.Medians(8, 100, 0.02))!.PValue < 0.01);
        // At most 1 % with three standard errors in 4,000.
        (seen / 4000.0).ShouldBeLessThan(0.0148);
    }

    /// <summary>Moves the largest values forward until so many pairs fall.</summary>
    private static double[] WithFallingPairs(int count, int falling)
    {
        List<double> order = [.. Enumerable.Range(1, count).Select(i => (double)i)];
        for (var value = count; falling > 0; value--)
        {
            var moves = Math.Min(falling, value - 1);
            var place = order.IndexOf(value);
            order.RemoveAt(place);
            order.Insert(place - moves, value);
            falling -= moves;
        }
        return [.. order];
    }
}
