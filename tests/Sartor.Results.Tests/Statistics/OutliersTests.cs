using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class OutliersTests
{
    /// <summary>The (i − ½)/n quantiles of a distribution: samples without chance.</summary>
    private static double[] Ideal(int count, Func<double, double> quantile) =>
        [.. Enumerable.Range(0, count).Select(i => quantile((i + 0.5) / count))];

    /// <summary>The example of Iglewicz &amp; Hoaglin, which has two.</summary>
    [Fact]
    public void TextbookSeries_HasTwo()
    {
        var outliers = Outliers.Of(Quantiles.Sorted([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]));
        (outliers.Low, outliers.High).ShouldBe((0, 2));
        outliers.RestMedian.ShouldBe(2.35, 1e-12);
    }

    [Fact]
    public void ExponentialSamples_HaveOneIn256()
    {
        // Quartiles ln 4/3, ln 2, ln 4: the fence is ln 4 + 6 ln 2 = 8 ln 2, and e^(−8 ln 2) = 2⁻⁸.
        var outliers = Outliers.Of(Ideal(25_600, p => -Math.Log(1 - p)));
        outliers.Low.ShouldBe(0);
        outliers.High.ShouldBeInRange(99, 101);
    }

    [Fact]
    public void LogisticSamples_HaveOneIn2188OnEachSide()
    {
        // Quartiles ∓ln 3: the fence is 7 ln 3, beyond which lies 1 / (1 + 3⁷).
        var outliers = Outliers.Of(Ideal(218_800, p => Math.Log(p / (1 - p))));
        outliers.Low.ShouldBeInRange(99, 101);
        outliers.High.ShouldBe(outliers.Low);
        outliers.RestMedian.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void UniformSamples_HaveNone() => Outliers.Of(Ideal(1000, p => p)).ShouldBe(new Outliers(0, 0, 0.5));

    [Fact]
    public void Interruptions_AreCountedAndLeftOut()
    {
        // Of 1,000 logistic samples around 100, and 100 interrupted ones.
        double[] quiet = Ideal(1000, p => 100 + Math.Log(p / (1 - p)));
        double[] samples = [.. quiet, .. Ideal(100, p => 200 + (1000 * p))];
        var outliers = Outliers.Of(samples);
        outliers.High.ShouldBe(100);
        outliers.RestMedian.ShouldBe(100, 1e-9);
    }

    [Fact]
    public void EqualSamples_UseWhatScatterThereIs()
    {
        // Mean deviation 100/20 = 5: the fence is 50 + 6·0.8453·5 = 75.4.
        Outliers.Of([.. Enumerable.Repeat(50.0, 19), 150]).ShouldBe(new Outliers(0, 1, 50));
        Outliers.Of([7, 7, 7]).ShouldBe(new Outliers(0, 0, 7));
        // Median and upper quartile 50, lower quartile 49: the lower half serves for both, and the upper fence is 56.
        Outliers.Of([48, 49, 49, 49, 50, 50, 50, 50, 56, 57]).High.ShouldBe(1);
        // The same mirrored: the upper half serves for both, and the lower fence is −56.
        Outliers.Of([-57, -56, -50, -50, -50, -50, -49, -49, -49, -48]).Low.ShouldBe(1);
    }
}
