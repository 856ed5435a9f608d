using Sartor.Core;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Measurement;

public sealed class SeriesSummaryTests
{
    private static LatencySeries Series(params long[] samples) => new(EquatableArray.Create<long>(samples), [999_999], 5, 6, 7, null);

    [Fact]
    public void Summary_IsOfTheCountedRuns()
    {
        // 1 … 100: median 50.5, its interval [x(40), x(61)], type-7 p90 = 1 + 99·0.9 = 90.1; MAD of 1…100 is 25; σ² = 100·101/12.
        long[] samples = [.. Enumerable.Range(0, 100).Select(i => (long)((i * 37 % 100) + 1))];
        var summary = SeriesSummary.Of(Series(samples));
        summary.Count.ShouldBe(100);
        summary.MedianNs.ShouldBe(50.5);
        (summary.Interval!.Low, summary.Interval.High).ShouldBe((40, 61));
        summary.P90Ns.ShouldBe(90.1, 1e-9);
        summary.P95Ns.ShouldBe(95.05, 1e-9);
        summary.P99Ns.ShouldBe(99.01, 1e-9);
        (summary.MinNs, summary.MadNs, summary.MeanNs).ShouldBe((1, 25, 50.5));
        summary.StandardDeviationNs.ShouldBe(Math.Sqrt(100 * 101 / 12.0), 1e-9);
    }

    [Fact]
    public void FewRuns_StateTheConfidenceThatTheyGive()
    {
        var series = Series(10, 30, 20);
        var summary = SeriesSummary.Of(series);
        summary.Interval.ShouldBeNull();
        summary.Flags.Select(flag => flag.Code).ShouldContain("too-few-runs");
        var result = summary.ToResult(series);
        // Three samples: 1 − 2/8.
        (result.MedianLowNs, result.MedianHighNs, result.Confidence).ShouldBe((10, 30, 0.75));
    }

    [Fact]
    public void Clock_ComesFromTheSeries() =>
        SeriesSummary.Of(Series([.. Enumerable.Repeat(1000L, 60)]) with { ClockStepNs = 50 }).Flags.ShouldHaveSingleItem().Code.ShouldBe("coarse-clock");

    [Fact]
    public void ClockStep_IsDescribedByItsTick() => ClockStep.Describe(10_000_000).ShouldBe("Stopwatch (monotonic), tick 100 ns");
}
