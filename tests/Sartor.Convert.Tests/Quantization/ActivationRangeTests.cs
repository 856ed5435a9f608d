using Sartor.Convert.Quantization;

namespace Sartor.Convert.Tests.Quantization;

public sealed class ActivationRangeTests
{
    private static StreamingHistogram Of(float[] values)
    {
        var histogram = new StreamingHistogram();
        // In batches, as calibration does: the range grows.
        foreach (var batch in values.Chunk(500)) histogram.Add(batch);
        return histogram;
    }

    private static float[] Samples(string distribution, int count)
    {
        var random = new Random(5);
        double Uniform() => 1 - random.NextDouble();
        double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        return [.. Enumerable.Range(0, count).Select(i => (float)(distribution switch
        {
            "uniform" => (6 * Uniform()) - 2,
            "normal" => Normal(),
            "laplace" => Math.Log(Uniform()) - Math.Log(Uniform()),
            "sparse" => i % 10 == 0 ? -Math.Log(Uniform()) : 0,
            "heavy" => Math.Exp(1.5 * Normal()),
            "outlier" => i == 0 ? 60 : Normal(),
            "cauchy" => Math.Tan(Math.PI * (Uniform() - 0.5)),
            "positive" => 5 + Math.Abs(Normal()),
            _ => -5 - Math.Abs(Normal()),
        }))];
    }

    [Fact]
    public void MinMax_is_exact()
    {
        var range = ActivationRange.From(Of([3, -7.25f, 0, 12.5f]), CalibrationMethod.MinMax);
        range.ShouldBe(new ActivationRange(-7.25, 12.5));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("laplace")]
    [InlineData("cauchy")]
    [InlineData("sparse")]
    [InlineData("positive")]
    public void Percentile_covers_the_central_values_and_no_more_than_a_bin_beyond(string distribution)
    {
        // 0.01 % of 200,000 values: ten at each end.
        const int Tail = 10;
        var values = Samples(distribution, 200_000);
        var histogram = Of(values);
        var range = ActivationRange.From(histogram, CalibrationMethod.Percentile);
        double[] sorted = [.. values.Select(v => (double)v).Order()];
        var slack = 1e-6 * histogram.BinWidth;
        range.Minimum.ShouldBeInRange(sorted[Tail] - histogram.BinWidth - slack, sorted[Tail] + slack);
        range.Maximum.ShouldBeInRange(sorted[^(Tail + 1)] - slack, sorted[^(Tail + 1)] + histogram.BinWidth + slack);
        range.Minimum.ShouldBeGreaterThanOrEqualTo(histogram.Minimum);
        range.Maximum.ShouldBeLessThanOrEqualTo(histogram.Maximum);
    }

    [Fact]
    public void Percentile_of_few_values_is_their_whole_range()
    {
        ActivationRange.From(Of([-1, 2, 100]), CalibrationMethod.Percentile).ShouldBe(new ActivationRange(-1, 100));
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("normal")]
    [InlineData("laplace")]
    [InlineData("sparse")]
    [InlineData("heavy")]
    [InlineData("outlier")]
    [InlineData("positive")]
    [InlineData("negative")]
    public void Least_squares_comes_near_the_best_of_all_pairs_of_ends(string distribution)
    {
        var values = Samples(distribution, 4000);
        double low = Math.Min(0, values.Min()), high = Math.Max(0, values.Max());
        var best = double.PositiveInfinity;
        for (var i = low < 0 ? 1 : 64; i <= 64; i++)
        {
            for (var j = high > 0 ? 1 : 64; j <= 64; j++) best = Math.Min(best, SquaredError(values, low * i / 64, high * j / 64));
        }
        var chosen = ActivationRange.From(Of(values), CalibrationMethod.MeanSquaredError);
        var error = SquaredError(values, chosen.Minimum, chosen.Maximum);
        error.ShouldBeLessThan(1.2 * best);
        error.ShouldBeLessThan(1.1 * SquaredError(values, low, high));
    }

    /// <summary>Rounds each value to an 8-bit grid that has 0 on it, the grid of TFLite's quantisation specification.</summary>
    private static double SquaredError(float[] values, double low, double high)
    {
        low = Math.Min(0, low);
        high = Math.Max(0, high);
        double scale = (high - low) / 255, zero = Math.Round(-low / scale), error = 0;
        foreach (double value in values)
        {
            var rounded = (Math.Clamp(Math.Round(value / scale) + zero, 0, 255) - zero) * scale;
            error += (value - rounded) * (value - rounded);
        }
        return error;
    }

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    public void Constant_data_is_inside_its_range(CalibrationMethod method)
    {
        foreach (var value in new[] { 0f, 5f, -5f })
        {
            var range = ActivationRange.From(Of([value, value]), method);
            range.Minimum.ShouldBe(value, 1e-5);
            range.Maximum.ShouldBe(value, 1e-5);
        }
    }

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    public void Empty_histogram_has_no_range(CalibrationMethod method) =>
        Should.Throw<ArgumentException>(() => ActivationRange.From(new StreamingHistogram(), method));

    [Fact]
    public void Union_covers_both() => new ActivationRange(-1, 2).Union(new ActivationRange(0, 5)).ShouldBe(new ActivationRange(-1, 5));
}
