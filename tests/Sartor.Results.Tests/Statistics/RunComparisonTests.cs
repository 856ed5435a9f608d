using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class RunComparisonTests
{
    /// <summary>
    /// Worked by hand on the logarithms: ln 1, 2, 4 and ln 2, 8, 8. Means ln 2 and ln 2 · 7/3; variances ln² 2 · 1 and ln² 2 · 4/3; so
    /// the standard error is ln 2 · √(7/9), with (7/9)² / ((1/9 + 16/81) / 2) = 3.92, rounded down to 3 degrees, and t = 3.18245.
    /// </summary>
    [Fact]
    public void Interval_IsThatOfWelch()
    {
        var ratio = RunComparison.Of([1, 2, 4], [2, 8, 8])!;
        var (center, half) = (Math.Log(2) * 4 / 3, 3.182446 * Math.Log(2) * Math.Sqrt(7.0 / 9));
        ratio.Ratio.ShouldBe(Math.Exp(center), 1e-12);
        ratio.Low.ShouldBe(Math.Exp(center - half), 1e-5);
        ratio.High.ShouldBe(Math.Exp(center + half), 1e-4);
        ratio.Verdict.ShouldBe(RatioVerdict.NoDifference);
    }

    [Fact]
    public void Verdict_NeedsTheWholeIntervalOnOneSide()
    {
        RunComparison.Of([10, 10.1, 9.9, 10], [12, 12.1, 11.9, 12])!.Verdict.ShouldBe(RatioVerdict.Slower);
        RunComparison.Of([12, 12.1, 11.9, 12], [10, 10.1, 9.9, 10])!.Verdict.ShouldBe(RatioVerdict.Faster);
        RunComparison.Of([10, 13, 9], [12, 9, 14])!.Verdict.ShouldBe(RatioVerdict.NoDifference);
        RunComparison.Of([10, 10], [11, 11])!.Verdict.ShouldBe(RatioVerdict.Slower);
        RunComparison.Of([10, 10], [10, 10])!.Verdict.ShouldBe(RatioVerdict.NoDifference);
    }

    [Fact]
    public void TooFewLaunchesOrValuesThatAreNone_GiveNoRatio()
    {
        RunComparison.Of([1], [1, 2]).ShouldBeNull();
        RunComparison.Of([1, 2], []).ShouldBeNull();
        RunComparison.Of([0, 2], [1, 2]).ShouldBeNull();
        RunComparison.Of([1, 2], [double.NaN, 2]).ShouldBeNull();
    }

    /// <summary>Equal runs of five launches that differ by 2 %: a difference is shown in about 5 of 100 comparisons.</summary>
    [Fact]
    public void EqualRuns_AreRarelyToldApart()
    {
        var random = new Random(11);
        double Launch() => Math.Exp(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        double[] Run() => [Launch(), Launch(), Launch(), Launch(), Launch()];
        var shown = Enumerable.Range(0, 2000).Count(_ => RunComparison.Of(Run(), Run())!.Verdict != RatioVerdict.NoDifference);
        // Rounded-down degrees of freedom err on the safe side; ± 4 standard errors of 5 %.
        shown.ShouldBeInRange(40, 140);
    }
}
