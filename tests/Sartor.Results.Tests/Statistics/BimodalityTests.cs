using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class BimodalityTests
{
    public static TheoryData<double[], double> Dips => new()
    {
        // R, diptest 0.76.
        { PublishedSamples.StatFaculty, 0.0595238095238 },
        { PublishedSamples.MilesPerGallon, 0.0569029850746 },
        { PublishedSamples.Eruptions, 0.0923810263069 },
        { [1, 2, 3, 4, 5], 0.1 },
        { [1, 1.1, 1.2, 5, 5.1, 5.2], 0.2375 },
        { [1, 1, 1, 2, 2, 2], 0.25 },
        { [0, 1, 2, 3, 100], 0.1 },
        { [1, 2, 2, 2, 3], 0.1 },
        { [1, 2, 3, 4, 10, 11, 12, 13, 14, 30, 31, 33], 0.111111111111 },
        { Residues, 0.00676470588235 },
        { [.. Residues, .. Residues.Select(x => x + 3000)], 0.167 },
        { [.. Residues.Select(x => Math.Round(x / 100, MidpointRounding.ToEven))], 0.0508333333333 },
        { [.. Enumerable.Range(1, 300).Select(i => Math.Floor(Math.Log(i) * 50))], 0.01 },
    };

    private static double[] Residues => [.. Enumerable.Range(1, 200).Select(i => (double)(i * 7919 % 1009))];

    [Theory]
    [MemberData(nameof(Dips))]
    public void Dip_MeetsR(double[] samples, double expected) => HartiganDip.Of(Quantiles.Sorted(samples)).ShouldBe(expected, 1e-9);

    [Fact]
    public void Dip_OfEqualSamples_IsTheSmallest() => HartiganDip.Of([3, 3, 3, 3]).ShouldBe(1.0 / 8);

    [Fact]
    public void Sarle_MeetsR()
    {
        Bimodality.Sarle(PublishedSamples.MilesPerGallon)!.Value.ShouldBe(0.4411254732239, 1e-9);
        Bimodality.Sarle(PublishedSamples.Eruptions)!.Value.ShouldBe(0.7692173247584, 1e-9);
        Bimodality.Sarle([1, 2, 3]).ShouldBeNull();
        Bimodality.Sarle([2, 2, 2, 2]).ShouldBeNull();
    }

    [Fact]
    public void Eruptions_HaveTwoModes()
    {
        var eruptions = Bimodality.Of(Quantiles.Sorted(PublishedSamples.Eruptions));
        eruptions.IsBimodal.ShouldBeTrue();
        // Short eruptions take about 2 minutes, long ones about 4.3, which are about 64 % (Azzalini & Bowman 1990).
        eruptions.LowMedian.ShouldBe(2.0, 0.1);
        eruptions.HighMedian.ShouldBe(4.35, 0.1);
        eruptions.HighShare.ShouldBe(0.64, 0.02);
    }

    [Fact]
    public void LongTail_IsNotTwoModes()
    {
        // Exponential: Sarle's coefficient is far above 5/9, and wrong.
        var random = new Random(23);
        var tail = Quantiles.Sorted(Enumerable.Range(0, 2000).Select(_ => 100 - (20 * Math.Log(1 - random.NextDouble()))).ToArray());
        var result = Bimodality.Of(tail);
        result.SarleCoefficient!.Value.ShouldBeGreaterThan(5.0 / 9);
        result.IsBimodal.ShouldBeFalse();
    }

    [Fact]
    public void ModesAHairApart_DoNotMatter()
    {
        var random = new Random(29);
        double[] Series(double distance) =>
            Quantiles.Sorted(Enumerable.Range(0, 2000).Select(i => 1000 + (i % 2 * distance) + random.NextDouble()).ToArray());
        Bimodality.Of(Series(20)).IsBimodal.ShouldBeFalse();
        Bimodality.Of(Series(200)).IsBimodal.ShouldBeTrue();
    }

    [Theory]
    // Two modes a factor of 2 apart: the smaller group must hold 5 % of the runs.
    [InlineData(80, false)]
    [InlineData(120, true)]
    [InlineData(1880, true)]
    [InlineData(1920, false)]
    public void Groups_MustHoldAShareOfTheRuns(int slow, bool expected)
    {
        var random = new Random(37);
        double[] series = [.. Enumerable.Range(0, 2000).Select(i => (i < slow ? 2000 : 1000) + (10 * random.NextDouble()))];
        var bimodality = Bimodality.Of(Quantiles.Sorted(series));
        bimodality.IsBimodal.ShouldBe(expected);
        bimodality.HighShare.ShouldBe(slow / 2000.0, 1e-12);
    }

    [Theory]
    // 5 % of the median, which is the faster group's where that is the larger one.
    [InlineData(0.048, false)]
    [InlineData(0.052, true)]
    public void Groups_MustLieAShareOfTheMedianApart(double distance, bool expected)
    {
        var random = new Random(41);
        double[] series = [.. Enumerable.Range(0, 2000).Select(i => 1000 + (i % 3 == 0 ? 1000 * distance : 0) + random.NextDouble())];
        Bimodality.Of(Quantiles.Sorted(series)).IsBimodal.ShouldBe(expected);
    }

    [Fact]
    public void UniformSamples_AreRarelyCalledBimodal()
    {
        // The dip's worst case; the 1 % point holds for many samples and is quieter for few.
        var random = new Random(31);
        var called = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (Bimodality.Of(Quantiles.Sorted(Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToArray())).IsBimodal) called++;
        }
        called.ShouldBeLessThanOrEqualTo(15);
    }
}
