using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class SeriesCheckTests
{
    private static double[] Series(int count, Func<int, double, double> value)
    {
        var random = new Random(53);
        return [.. Enumerable.Range(0, count).Select(i => value(i, random.NextDouble()))];
    }

    private static string[] Codes(double[] samples, double? step = null) => [.. SeriesCheck.Run(samples, step).Select(d => d.Code)];

    [Fact]
    public void QuietSeries_IsClean() => Codes(Series(200, (_, u) => 1e6 + (1e4 * u)), 30).ShouldBeEmpty();

    [Fact]
    public void FewRuns_SaySo() => Codes(Series(5, (_, u) => 1e6 + (1e4 * u))).ShouldContain("too-few-runs");

    [Fact]
    public void Scatter_IsNoise() => Codes(Series(200, (_, u) => 1e6 + (6e5 * u))).ShouldBe(["noisy-series"]);

    [Fact]
    public void TwoGroups_AreNamedInsteadOfNoise()
    {
        var flags = SeriesCheck.Run(Series(200, (i, u) => ((i * 7 % 10) < 4 ? 3e6 : 1e6) + (1e4 * u)));
        var flag = flags.ShouldHaveSingleItem();
        flag.Code.ShouldBe("bimodal-series");
        flag.Message.ShouldContain("40 % of the runs");
        flag.Message.ShouldContain("measure again");
    }

    [Fact]
    public void HeatingUp_IsDrift() => Codes(Series(200, (i, u) => 1e6 + (500 * i) + (1e4 * u))).ShouldContain("drifting-series");

    [Fact]
    public void ShortInferences_AskForAFinerClock() => Codes(Series(200, (_, u) => 2000 + (20 * u)), 40).ShouldBe(["coarse-clock"]);

    [Fact]
    public void Interruptions_LeaveTheMedianOfAQuietSeriesAlone() =>
        Codes(Series(200, (i, u) => (i % 7 == 0 ? 1.5e6 + (1e6 * u) : 1e6) + (1e4 * u))).ShouldBeEmpty();

    // A fifth of the runs far out moves the median to the 5/8 quantile of the others, which for a logistic distribution is ln(5/3) scales
    // off.
    [Theory]
    [InlineData(0.025, true)]
    [InlineData(0.015, false)]
    public void OutliersThatMoveTheMedian_ByMoreThanAHundredthAreFlagged(double scale, bool isFlagged)
    {
        (scale * Math.Log(5.0 / 3) > new SeriesBounds().MaxOutlierShift).ShouldBe(isFlagged);
        var samples = Series(4000, (i, u) => 1e6 * (i % 5 == 0 ? 2 + (8 * u) : 1 + (scale * Math.Log(u / (1 - u)))));
        Codes(samples).Contains("outliers").ShouldBe(isFlagged);
        var flag = SeriesCheck.Run(samples).FirstOrDefault(d => d.Code == "outliers");
        if (isFlagged) flag!.Message.ShouldContain("800 of 4000 runs");
    }

    [Fact]
    public void OutliersWithinTheInterval_AreNotFlagged()
    {
        // As above with so few runs that the interval of the median is wider than the shift.
        var samples = Series(20, (i, u) => 1e6 * (i % 5 == 0 ? 2 + (8 * u) : 1 + (0.025 * Math.Log(u / (1 - u)))));
        Codes(samples).ShouldNotContain("outliers");
    }

    [Fact]
    public void OneSample_IsNoCrash() => Codes([5]).ShouldBe(["too-few-runs"]);

    [Fact]
    public void EqualSamples_AreClean() => Codes([.. Enumerable.Repeat(1e6, 50)]).ShouldBeEmpty();
}
