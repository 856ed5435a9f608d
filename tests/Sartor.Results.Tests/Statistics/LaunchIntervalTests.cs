using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class LaunchIntervalTests
{
    // Three standard errors of a share of 95 % in 4,000 runs: 3·√(0.95·0.05/4000).
    private const double Bound = 0.0104;

    /// <summary>Student's sleep data, first drug; digits by R's <c>t.test</c>.</summary>
    [Fact]
    public void Interval_MeetsR()
    {
        var interval = LaunchInterval.Of([.. PublishedSamples.SleepFirst.Select(Math.Exp)])!;
        Math.Log(interval.Center).ShouldBe(0.75, 1e-12);
        Math.Log(interval.Low).ShouldBe(-0.5297804, 1e-6);
        Math.Log(interval.High).ShouldBe(2.0297804, 1e-6);
        interval.Launches.ShouldBe(10);
    }

    [Fact]
    public void Interval_NeedsTwoLaunchesAbove0()
    {
        LaunchInterval.Of([5]).ShouldBeNull();
        LaunchInterval.Of([5, 0]).ShouldBeNull();
        LaunchInterval.Of([5, double.NaN]).ShouldBeNull();
        LaunchInterval.Of([5, 5])!.RelativeHalfWidth.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void About_KeepsTheRelativeWidth()
    {
        var moved = LaunchInterval.Of([1, 2, 4])!.About(20);
        (moved.Low * moved.High).ShouldBe(400, 1e-9);
        moved.RelativeHalfWidth.ShouldBe(LaunchInterval.Of([1, 2, 4])!.RelativeHalfWidth, 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Interval_CoversTheLatencyOfAllLaunches(int launches)
    {
        var machine = new SimulatedLaunches(launches);
        var covered = Enumerable.Range(0, 4000)
            .Count(_ => LaunchInterval.Of(machine.Medians(launches, 100, 0.03)) is { Low: <= 100, High: >= 100 });
        (covered / 4000.0).ShouldBe(0.95, Bound);
    }

    [Fact]
    public void Interval_OfOneLaunchMissesTheLatency()
    {
        // Launches differ by 1.6 %, the runs of one by 1 %: the interval of the runs is narrow and rarely where the latency is.
        var machine = new SimulatedLaunches(7);
        double[] Launch() => Quantiles.Sorted(machine.Runs(500, 100, 0.016, 0.01));
        var (ofRuns, ofLaunches) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            double[][] launches = [.. Enumerable.Range(0, 5).Select(_ => Launch())];
            if (MedianInterval.For(launches[0]) is { Low: <= 100, High: >= 100 }) ofRuns++;
            if (LaunchInterval.Of([.. launches.Select(sorted => Quantiles.Median(sorted))]) is { Low: <= 100, High: >= 100 }) ofLaunches++;
        }
        (ofRuns / 400.0).ShouldBeLessThan(0.15);
        // 95 % less three standard errors in 400.
        (ofLaunches / 400.0).ShouldBeGreaterThan(0.917);
    }
}
