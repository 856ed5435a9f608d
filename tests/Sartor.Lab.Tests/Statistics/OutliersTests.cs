using Sartor.Lab.Statistics;

namespace Sartor.Lab.Tests.Statistics;

public sealed class OutliersTests
{
    /// <summary>The example of Iglewicz &amp; Hoaglin: 2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3 has two.</summary>
    [Fact]
    public void TextbookSeries_HasTwo() =>
        Outliers.Of(Quantiles.Sorted([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])).ShouldBe(new Outliers(0, 2));

    [Fact]
    public void MadOfZero_UsesTheMeanDeviation()
    {
        // Mean deviation 100/20 = 5, unit 6.27, cutoff 21.9.
        double[] sorted = [.. Enumerable.Repeat(50.0, 19), 150];
        Outliers.Of(sorted).ShouldBe(new Outliers(0, 1));
        Outliers.Of([7, 7, 7]).ShouldBe(new Outliers(0, 0));
    }
}
