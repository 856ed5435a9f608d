using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class PairedComparisonTests
{
    /// <summary>Airway reactivity of 21 children (Bentur et al. 2009), the example of Fagerland et al. 2013: exact p = 0.0703.</summary>
    [Fact]
    public void Airways_MeetFagerland() => new PairedComparison(21, 7, 1).PValue.ShouldBe(18.0 / 256, 1e-12);

    /// <summary>
    /// Approval of the prime minister (Agresti, Categorical Data Analysis, table 10.1): b = 150, c = 86; exact p by R's binom.test.
    /// </summary>
    [Fact]
    public void Approval_MeetsR()
    {
        var comparison = new PairedComparison(1600, 150, 86);
        comparison.PValue.ShouldBe(3.71593613957e-05, 1e-14);
        comparison.PValueSecondWorse.ShouldBe(1.85796806979e-05, 1e-14);
        comparison.Difference.ShouldBe(-0.04);
    }

    [Fact]
    public void DifferenceInterval_IsBonettAndPrices()
    {
        // b = 1, c = 7, n = 21: 6/23 ± 1.95996·√((10/23 − (6/23)²)/23).
        var (low, high) = new PairedComparison(21, 1, 7).DifferenceInterval();
        low.ShouldBe(0.013377, 1e-5);
        high.ShouldBe(0.508362, 1e-5);
    }

    [Fact]
    public void EqualAnswers_AreNoEvidence()
    {
        var same = PairedComparison.For([true, false, true], [true, false, true]);
        (same.PValue, same.PValueSecondWorse, same.Difference).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void Counts_AreOfTheDiscordantPairs() =>
        PairedComparison.For([true, true, false, false, true], [true, false, true, false, false]).ShouldBe(new PairedComparison(5, 2, 1));

    [Fact]
    public void NotWorse_NeedsEvidence()
    {
        // Three more errors on 100 samples do not exclude a loss of three points; on 10,000 they exclude one of a tenth.
        new PairedComparison(100, 5, 2).IsNotWorseBy(0.03).ShouldBeFalse();
        new PairedComparison(10_000, 5, 2).IsNotWorseBy(0.001).ShouldBeTrue();
    }
}
