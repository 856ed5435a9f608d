using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class TrendTests
{
    [Fact]
    public void Rho_MeetsR()
    {
        Trend.Of([3.1, 2.9, 3.0, 3.3, 3.5, 3.2, 3.6, 3.8, 3.7, 4.0]).Rho.ShouldBe(0.915151515152, 1e-9);
        Trend.Of([5, 5, 6, 6, 6, 7, 7, 9]).Rho.ShouldBe(0.963624111659, 1e-9);
    }

    [Fact]
    public void EqualSamples_HaveNone() => Trend.Of([4, 4, 4, 4]).ShouldBe(new Trend(0, 0, false));

    [Fact]
    public void Shift_IsOfTheHalves()
    {
        var trend = Trend.Of([10, 10, 10, 10, 10, 12, 12, 12, 12, 12]);
        trend.RelativeShift.ShouldBe(2 / 11.0, 1e-12);
        // ρ = 2.5 / √(99/12) = 0.870: |ρ|·√9 = 2.61 > 2.576.
        trend.IsSignificant.ShouldBeTrue();
    }

    [Fact]
    public void Noise_IsNoTrend()
    {
        var random = new Random(41);
        Trend.Of(Enumerable.Range(0, 500).Select(_ => random.NextDouble()).ToArray()).IsSignificant.ShouldBeFalse();
    }
}
