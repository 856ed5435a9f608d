namespace Sartor.Mutation.Tests;

public sealed class ScoreIntervalTests
{
    // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Interval_IsThatOfThePublishedTable(int successes, int trials, double low, double high)
    {
        var interval = ScoreInterval.Of(successes, trials);

        interval.Low.ShouldBe(low, 5e-5);
        interval.High.ShouldBe(high, 5e-5);
    }

    [Fact]
    public void Interval_OfNoTrials_IsEverything() => ScoreInterval.Of(0, 0).ShouldBe((0, 1));
}
