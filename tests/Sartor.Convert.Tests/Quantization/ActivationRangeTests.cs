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

    // The Gaussian's best range for 8 bits is known to lie between 3 and 5 standard deviations; an outlier at 60 is not in it.
    [Fact]
    public void Entropy_leaves_an_outlier_out()
    {
        var range = LeastDivergence.Range(Of(Samples("outlier", 100_000)));
        range.Maximum.ShouldBeLessThan(20);
        range.Maximum.ShouldBeGreaterThan(3);
        range.Minimum.ShouldBeLessThan(-3);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("positive")]
    public void Entropy_keeps_values_that_are_spread_evenly(string distribution)
    {
        var values = Samples(distribution, 100_000);
        var range = ActivationRange.From(Of(values), CalibrationMethod.Entropy);
        range.Maximum.ShouldBeGreaterThan(0.75 * values.Max());
        range.Minimum.ShouldBe(values.Min(), 1e-6);
    }

    // Migacz, "8-bit Inference with TensorRT", 2017, written with lists as numpy has them: counts of 512 bins of magnitudes, 32 steps.
    [Theory]
    [InlineData("normal")]
    [InlineData("laplace")]
    [InlineData("cauchy")]
    [InlineData("heavy")]
    [InlineData("uniform")]
    [InlineData("outlier")]
    public void Entropy_threshold_is_that_of_the_definition(string distribution)
    {
        const int Bins = 512, Steps = 32;
        var values = Samples(distribution, 20_000);
        double largest = values.Max(Math.Abs);
        var hist = new double[Bins];
        foreach (var value in values) hist[Math.Min(Bins - 1, (int)(Math.Abs(value) / largest * Bins))]++;
        var best = (Divergence: double.PositiveInfinity, Length: 0);
        for (var length = Steps; length <= Bins; length++)
        {
            double[] p = hist[..length];
            p[^1] += hist[length..].Sum();
            var q = new List<double>();
            for (var step = 0; step < Steps; step++)
            {
                Range bins = (step * length / Steps)..((step + 1) * length / Steps);
                var held = p[bins].Count(v => v != 0);
                q.AddRange(p[bins].Select(v => v == 0 ? 0 : hist[..length][bins].Sum() / held));
            }
            double[] Smoothed(IReadOnlyList<double> x)
            {
                var (zeros, others) = (x.Count(v => v == 0), x.Count(v => v != 0));
                return [.. x.Select(v => v == 0 ? 0.0001 : v - (0.0001 * zeros / others))];
            }
            double[] exact = Smoothed(p), rounded = Smoothed(q);
            var (ofExact, ofRounded) = (exact.Sum(), rounded.Sum());
            var divergence = exact.Zip(rounded, (a, b) => a / ofExact * Math.Log(a / ofExact / (b / ofRounded))).Sum();
            if (divergence < best.Divergence) best = (divergence, length);
        }
        LeastDivergence.Threshold(hist, Steps).ShouldBe(best.Length / (double)Bins);
    }

    // Half of all values are one, and the divergence would cut off nearly all others.
    [Fact]
    public void Entropy_does_not_cut_off_what_a_frequent_value_outweighs()
    {
        float[] values = [.. Samples("uniform", 20_000).Select((v, i) => i % 2 == 0 ? 0.25f : Math.Abs(v))];
        var range = ActivationRange.From(Of(values), CalibrationMethod.Entropy);
        range.Maximum.ShouldBeGreaterThan(0.95 * values.Max());
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
