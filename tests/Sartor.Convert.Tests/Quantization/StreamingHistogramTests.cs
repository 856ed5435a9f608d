using Sartor.Convert.Quantization;

namespace Sartor.Convert.Tests.Quantization;

public sealed class StreamingHistogramTests
{
    private static StreamingHistogram Of(int bins, params float[][] batches)
    {
        var histogram = new StreamingHistogram(bins);
        foreach (var batch in batches) histogram.Add(batch);
        return histogram;
    }

    private static float[] Normal(Random random, int count, double scale, double shift = 0) => [.. Enumerable.Range(0, count)
        .Select(_ => scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
        .Select(x => (float)(shift + x))];

    /// <summary>
    /// At each edge, as many values lie below as the sorted data has there, but for those that rounding puts on the other side.
    /// </summary>
    private static void ShouldBeThatOf(StreamingHistogram histogram, IEnumerable<float> values)
    {
        double[] sorted = [.. values.Where(float.IsFinite).Select(v => (double)v).Order()];
        histogram.Count.ShouldBe(sorted.Length);
        histogram.Minimum.ShouldBe(sorted[0]);
        histogram.Maximum.ShouldBe(sorted[^1]);
        long below = 0;
        var counts = histogram.Counts;
        for (var i = 0; i < counts.Length; i++)
        {
            double edge = histogram.Low + (i * histogram.BinWidth), slack = 1e-6 * histogram.BinWidth;
            below.ShouldBeInRange(sorted.Count(v => v < edge - slack), sorted.Count(v => v < edge + slack), $"edge {i}");
            below += counts[i];
        }
        below.ShouldBe(sorted.Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(512)]
    public void Bins_hold_what_the_sorted_data_has(int bins)
    {
        var random = new Random(1);
        float[][] batches = [Normal(random, 500, 1), Normal(random, 500, 3, 1), Normal(random, 500, 0.1, -4), Normal(random, 500, 20)];
        ShouldBeThatOf(Of(bins, batches), batches.SelectMany(b => b));
    }

    [Fact]
    public void Range_grows_to_both_sides()
    {
        float[][] batches = [[0, 0.5f, 1], [100], [-1000, -3], [5000], [0.25f]];
        ShouldBeThatOf(Of(256, batches), batches.SelectMany(b => b));
    }

    [Fact]
    public void Data_fills_a_quarter_of_the_range_at_least()
    {
        // Doubling towards a value that fell outside leaves it in the new half: at worst, one quarter of the bins is in use.
        var random = new Random(2);
        for (var round = 0; round < 50; round++)
        {
            var histogram = new StreamingHistogram(64);
            for (var batch = 0; batch < 6; batch++) histogram.Add(Normal(random, 20, Math.Pow(10, random.Next(-3, 4)), random.Next(-5, 6)));
            (histogram.BinWidth * 64).ShouldBeLessThanOrEqualTo(4.001 * (histogram.Maximum - histogram.Minimum));
            histogram.Low.ShouldBeLessThanOrEqualTo(histogram.Minimum);
        }
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_apart()
    {
        var histogram = Of(64, [float.NaN, float.PositiveInfinity], [1, float.NegativeInfinity, 3], []);
        histogram.NonFiniteCount.ShouldBe(3);
        ShouldBeThatOf(histogram, [1, 3]);
    }

    [Fact]
    public void Histogram_without_finite_values_is_empty()
    {
        var histogram = Of(64, [], [float.NaN]);
        histogram.Count.ShouldBe(0);
        histogram.Minimum.ShouldBe(double.PositiveInfinity);
        histogram.Maximum.ShouldBe(double.NegativeInfinity);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(5f)]
    [InlineData(-5f)]
    [InlineData(float.Epsilon)]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    public void Constant_data_has_a_range(float value)
    {
        var histogram = Of(64, [value, value], [value]);
        histogram.BinWidth.ShouldBeGreaterThan(0);
        histogram.Counts.ToArray().Sum().ShouldBe(3);
        ShouldBeThatOf(histogram, [value, value, value]);
    }

    [Fact]
    public void Range_grows_from_a_constant()
    {
        float[][] batches = [[0, 0], [1], [-1], [7, 7]];
        ShouldBeThatOf(Of(64, batches), batches.SelectMany(b => b));
    }

    [Theory]
    [InlineData(0f, float.MaxValue, float.MinValue)]
    [InlineData(1e-30f, float.MinValue, float.MaxValue)]
    [InlineData(float.MaxValue, -1e-38f, float.MinValue)]
    public void Spans_of_all_floats_fit(float first, float second, float third) =>
        ShouldBeThatOf(Of(64, [first], [second], [third]), [first, second, third]);

    [Fact]
    public void Exact_zeros_are_counted()
    {
        var histogram = Of(64, [0, -0f, 1e-30f, 1], [0, float.NaN]);
        histogram.Zeros.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-2)]
    public void Number_of_bins_is_even(int bins) => Should.Throw<ArgumentOutOfRangeException>(() => new StreamingHistogram(bins));
}
