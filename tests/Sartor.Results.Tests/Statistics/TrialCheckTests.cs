using Sartor.Core;
using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class TrialCheckTests
{
    private static readonly IReadOnlyList<Diagnostic> Clean = [];
    private static readonly IReadOnlyList<Diagnostic> Noisy = [Diagnostic.Warning("noisy-series", "the runs scatter by 7 %")];

    private static IEnumerable<string> Codes(double[] medians, double target = 1, params IReadOnlyList<Diagnostic>[] flags) =>
        TrialCheck.Run(medians, flags, target).Select(flag => flag.Code);

    [Fact]
    public void CleanLaunches_HaveNoFlag() => Codes([100, 101, 99, 100], 0.05, Clean, Clean, Clean, Clean).ShouldBeEmpty();

    [Fact]
    public void FlagOfHalfOfTheLaunches_IsOneOfTheTrial()
    {
        Codes([1, 1, 1], 1, Noisy, Clean, Clean).ShouldBeEmpty();
        TrialCheck.Run([1, 1, 1, 1], [Noisy, Clean, Clean, Noisy], 1).ShouldHaveSingleItem().ShouldBe(
            Diagnostic.Warning("noisy-series", "in 2 of 4 launches: the runs scatter by 7 %"));
    }

    [Fact]
    public void OneLaunch_IsFlagged() => Codes([100], 1, Noisy).ShouldBe(["noisy-series", "one-launch"]);

    [Fact]
    public void Drift_IsFlaggedWithItsSize()
    {
        double[] Rising(double share) => [.. Enumerable.Range(0, 8).Select(i => 100 * (1 + (share * i / 7)))];
        TrialCheck.Run(Rising(0.04), [], 1).ShouldHaveSingleItem().Message.ShouldContain("4.0 % slower");
        // As certain, but too small to matter; as large, but in no order.
        Codes(Rising(0.01)).ShouldBeEmpty();
        Codes([100, 104, 101, 103, 100, 104, 102, 101]).ShouldBeEmpty();
        TrialCheck.Run([.. Rising(0.04).Reverse()], [], 1).ShouldHaveSingleItem().Message.ShouldContain("faster");
    }

    [Fact]
    public void IntervalWiderThanTheTarget_IsFlagged()
    {
        // log medians ∓0.01 and 0: s = 0.01, half = 4.303·0.01/√3 = 0.0248.
        double[] medians = [100 * Math.Exp(-0.01), 100, 100 * Math.Exp(0.01)];
        Codes(medians, 0.026).ShouldBeEmpty();
        TrialCheck.Run(medians, [], 0.024).ShouldHaveSingleItem().Message.ShouldStartWith("the half width of the interval is 2.5 %");
    }
}
