using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class JackknifeTests
{
    // LSAT and GPA of 15 law schools (Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982, table 2.1).
    private static readonly double[] s_lsat = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
    private static readonly double[] s_gpa = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96];

    [Fact]
    public void Correlation_OfTheLawSchools_HasThePublishedError()
    {
        var terms = s_lsat.Zip(s_gpa, (x, y) => (double[])[x, y, x * x, y * y, x * y]).ToArray();
        var jackknife = Jackknife.Of(terms, (s, n) =>
            (s[4] - (s[0] * s[1] / n)) / Math.Sqrt((s[2] - (s[0] * s[0] / n)) * (s[3] - (s[1] * s[1] / n))));
        jackknife.Value.ShouldBe(0.776, 0.0005);
        // Efron 1982, section 3.1: 0.142.
        jackknife.StandardError.ShouldBe(0.142, 0.001);
    }

    [Fact]
    public void Mean_HasItsUsualError()
    {
        double[] values = [2, 4, 4, 5, 7, 8];
        var jackknife = Jackknife.Of([.. values.Select(v => (double[])[v])], (sums, n) => sums[0] / n);
        jackknife.Value.ShouldBe(5);
        // Squares of deviations 9 + 1 + 1 + 0 + 4 + 9 = 24; 24 / 5 / 6 = 0.8.
        jackknife.StandardError.ShouldBe(Math.Sqrt(0.8), 1e-12);
        // t with 5 degrees of freedom: 2.5706 (any table).
        var (low, high) = jackknife.Interval()!.Value;
        low.ShouldBe(5 - (2.5706 * Math.Sqrt(0.8)), 1e-4);
        high.ShouldBe(5 + (2.5706 * Math.Sqrt(0.8)), 1e-4);
    }

    // One-sided quantiles of t with 4 degrees of freedom: 2.132 (5 %), 0.741 (25 %).
    [Theory]
    [InlineData(2.132, 0.05)]
    [InlineData(0.741, 0.25)]
    [InlineData(-2.132, 0.95)]
    [InlineData(0, 0.5)]
    public void PValue_IsThatOfTheTable(double t, double expected) =>
        new Jackknife(t * 0.3, 0.3, 5).PValueAboveZero.ShouldBe(expected, 5e-4);

    [Fact]
    public void SingleSample_TellsNothing()
    {
        var one = Jackknife.Of([[3.0]], (sums, n) => sums[0] / n);
        one.Value.ShouldBe(3);
        one.Interval().ShouldBeNull();
        one.PValueAboveZero.ShouldBe(1);
    }

    [Fact]
    public void EqualSamples_AreCertain()
    {
        Jackknife.Of([[1], [1], [1]], (sums, n) => sums[0] / n).PValueAboveZero.ShouldBe(0);
        Jackknife.Of([[0], [0]], (sums, n) => sums[0] / n).PValueAboveZero.ShouldBe(1);
        Jackknife.Of([[-1], [-1]], (sums, n) => sums[0] / n).PValueAboveZero.ShouldBe(1);
    }

    [Fact]
    public void RaggedRows_AreACallersMistake()
    {
        Should.Throw<ArgumentException>(() => Jackknife.Of([], (_, _) => 0));
        Should.Throw<ArgumentException>(() => Jackknife.Of([[1], [1, 2]], (_, _) => 0));
    }

    // Truth known: E y ÷ E x = 2.
    [Fact]
    public void Interval_CoversTheTruthOfARatioOfMeans()
    {
        var random = new Random(7);
        var held = 0;
        for (var run = 0; run < 2000; run++)
        {
            var rows = Enumerable.Range(0, 40).Select(_ =>
            {
                var x = 1 + random.NextDouble();
                return (double[])[x, (2 * x) + random.NextDouble() - 0.5];
            }).ToArray();
            var (low, high) = Jackknife.Of(rows, (s, _) => s[1] / s[0]).Interval()!.Value;
            if (low <= 2 && 2 <= high) held++;
        }
        // 95 % of 2,000, and five standard errors of that.
        held.ShouldBeInRange(1900 - 49, 1900 + 49);
    }
}
