using Sartor.Core;
using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class TrialSummaryTests
{
    [Fact]
    public void OneLaunch_IsSummarisedByItsRuns()
    {
        // 1 … 100: median 50.5, its interval [x(40), x(61)], type-7 p90 = 1 + 99·0.9 = 90.1; MAD of 1…100 is 25.
        long[] samples = [.. Enumerable.Range(0, 100).Select(i => (long)((i * 37 % 100) + 1))];
        var summary = TrialSummary.Of([samples], []);
        (summary.MedianNs, summary.MedianLowNs, summary.MedianHighNs).ShouldBe((50.5, 40, 61));
        summary.Confidence.ShouldBe(0.9648, 1e-4);
        summary.P90Ns.ShouldBe(90.1, 1e-9);
        summary.P95Ns.ShouldBe(95.05, 1e-9);
        summary.P99Ns.ShouldBe(99.01, 1e-9);
        (summary.MinNs, summary.MadNs, summary.MeanNs, summary.Count).ShouldBe((1, 25, 50.5, 100));
        (summary.BetweenCv, summary.Drift, summary.P90LowNs).ShouldBe((null, null, null));
    }

    [Fact]
    public void FewRunsOfOneLaunch_StateTheConfidenceThatTheyGive()
    {
        var summary = TrialSummary.Of([[10, 30, 20]], []);
        // Three samples: 1 − 2/8.
        (summary.MedianLowNs, summary.MedianHighNs, summary.Confidence).ShouldBe((10, 30, 0.75));
    }

    [Fact]
    public void SeveralLaunches_GiveTheIntervalOfTheirMedians()
    {
        var summary = TrialSummary.Of([[100, 100, 100], [110, 110, 110], [121, 121, 1000]], [Diagnostic.Warning("wide-interval", "")]);
        summary.MedianNs.ShouldBe(110, 1e-9);
        var expected = LaunchInterval.Of([100, 110, 121])!;
        (summary.MedianLowNs, summary.MedianHighNs, summary.Confidence).ShouldBe((expected.Low, expected.High, 0.95));
        (summary.Count, summary.MinNs, summary.Outliers).ShouldBe((9, 100, 0));
        summary.Drift!.Value.ShouldBe(0.21, 1e-9);
        summary.Flags.ShouldBe(["wide-interval"]);
    }

    [Fact]
    public void Quantile_HasAnIntervalWhereEachLaunchHasRunsEnough()
    {
        long[] Runs(int count) => [.. Enumerable.Range(1, count).Select(i => (long)i)];
        var (few, many) = (TrialSummary.Of([Runs(99), Runs(100)], []), TrialSummary.Of([Runs(100), Runs(100)], []));
        few.P90LowNs.ShouldNotBeNull();
        few.P99LowNs.ShouldBeNull();
        few.P99HighNs.ShouldBeNull();
        many.P99LowNs.ShouldNotBeNull();
        // Two launches alike: the interval is the value.
        many.P99HighNs!.Value.ShouldBe(many.P99Ns, 1e-9);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void QuantileInterval_CoversTheQuantileOfAllLaunches(double p)
    {
        // Launches differ by 2 %, runs have an exponential tail of 5 %. The true quantile: that of a million runs of as many launches.
        var machine = new SimulatedLaunches(19);
        double[] many = [.. Enumerable.Range(0, 1_000_000).Select(_ => machine.Runs(1, 1e6, 0.02, 0.05)[0])];
        var truth = Quantiles.Type7(Quantiles.Sorted(many), p);
        var covered = 0;
        const int Repeats = 1000;
        for (var i = 0; i < Repeats; i++)
        {
            long[] Launch() => [.. machine.Runs(200, 1e6, 0.02, 0.05).Select(ns => (long)ns)];
            long[][] launches = [.. Enumerable.Range(0, 6).Select(_ => Launch())];
            var summary = TrialSummary.Of(launches, []);
            var (low, high) = p switch
            {
                0.9 => (summary.P90LowNs, summary.P90HighNs),
                0.95 => (summary.P95LowNs, summary.P95HighNs),
                _ => (summary.P99LowNs, summary.P99HighNs),
            };
            if (low <= truth && truth <= high) covered++;
        }
        // 95 % with three standard errors in 1,000, and 1 % for a mixture's quantile, which is not quite the launches' mean.
        (covered / (double)Repeats).ShouldBe(0.95, 0.031);
    }
}
