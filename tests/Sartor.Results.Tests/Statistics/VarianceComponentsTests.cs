using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class VarianceComponentsTests
{
    [Theory]
    [InlineData(0.016, 0.01)]
    [InlineData(0.05, 0.002)]
    public void Components_MeetTheSimulatedOnes(double between, double within)
    {
        var machine = new SimulatedLaunches(13);
        var launches = Enumerable.Range(0, 400).Select(_ => Quantiles.Sorted(machine.Runs(200, 100, between, within)));
        var components = VarianceComponents.Of([.. launches])!;
        // A standard deviation from 400 launches has an error of 1/√800: three of them.
        components.Between.ShouldBe(between, between * 0.106);
        // 1.4826 · MAD, and the MAD of a standard exponential distribution is 0.4812 (Rousseeuw & Croux 1993).
        components.Within.ShouldBe(1.4826 * 0.4812 * within, within * 0.05);
    }

    [Fact]
    public void Between_IsSmallWhereOnlyTheRunsScatter()
    {
        // The medians of 25 runs scatter by 2 %, 0.1/√25; without taking their error off, launches would be called different.
        var machine = new SimulatedLaunches(17);
        var launches = Enumerable.Range(0, 400).Select(_ => Quantiles.Sorted(machine.Runs(25, 100, 0, 0.1)));
        var components = VarianceComponents.Of([.. launches])!;
        components.Between.ShouldBeLessThan(0.01);
    }

    [Fact]
    public void Components_NeedTwoLaunches()
    {
        VarianceComponents.Of([[1, 2, 3]]).ShouldBeNull();
        VarianceComponents.Of([[1, 2, 3], [0]]).ShouldBeNull();
        VarianceComponents.Of([[5], [5]]).ShouldBe(new VarianceComponents(0, 0));
    }

    /// <summary>1 … 100: c = 50.5 − 2.5758·5 = 37.6, so x[38] and x[63].</summary>
    [Fact]
    public void MedianError_FollowsItsFormula() =>
        VarianceComponents.MedianError([.. Enumerable.Range(1, 100).Select(i => (double)i)]).ShouldBe(25 / (2 * 2.5758293), 1e-6);
}
