using Sartor.Workers.Host;

namespace Sartor.Workers.Tests.Host;

public sealed class PowerSeriesTests
{
    /// <summary>A ramp of 1 W/s from 0 W: between a and b it takes (b² − a²)/2 J.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(2, 5)]
    [InlineData(2.25, 4.75)]
    [InlineData(3.5, 3.75)]
    public void Ramp_IsIntegratedExactly(double from, double to)
    {
        var series = new PowerSeries(11, counts: false);
        for (var t = 0; t <= 10; t++) series.Add(t, t * 1e6);
        series.Energy(from, to)!.Value.ShouldBe((to * to - from * from) / 2 * 1e6, 1e-3);
    }

    [Fact]
    public void ConstantPower_IsTimesTime()
    {
        var series = new PowerSeries(4, counts: false);
        foreach (var t in (double[])[0, 0.3, 0.31, 2]) series.Add(t, 2_500_000);
        series.Energy(0.1, 1.7)!.Value.ShouldBe(4e6, 1e-3);
        series.Count(0.1, 1.7).ShouldBe(2);
    }

    [Fact]
    public void Counter_IsADifference()
    {
        var series = new PowerSeries(3, counts: true);
        series.Add(0, 0);
        series.Add(1, 4_000_000);
        series.Add(2, 12_000_000);
        series.Energy(0.5, 1.25)!.Value.ShouldBe(4e6, 1e-3);
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(0, 2.1)]
    public void TimeThatIsNotCovered_HasNoEnergy(double from, double to)
    {
        var series = new PowerSeries(3, counts: false);
        for (var t = 0; t <= 2; t++) series.Add(t, 1);
        series.Energy(from, to).ShouldBeNull();
    }

    [Fact]
    public void MoreReadingsThanThereIsRoom_AreNotCovered()
    {
        var series = new PowerSeries(2, counts: false);
        for (var t = 0; t <= 2; t++) series.Add(t, 1);
        series.Energy(0, 1).ShouldBe(1);
        series.Energy(0, 2).ShouldBeNull();
    }
}
