namespace Sartor.Convert.Quantization;

/// <summary>
/// Calibration by entropy: the threshold of magnitudes whose 128 steps tell most of their distribution. That of the magnitudes, those
/// beyond the threshold put into the last bin, is compared with that of the steps, each spread evenly over those of its bins that hold
/// values (Migacz, "8-bit Inference with TensorRT", 2017, with 2,048 bins).
/// </summary>
internal static class LeastDivergence
{
    private const int Bins = 2048;
    private const int Steps = 128;

    // Neither distribution is 0 where the other is not (ONNX Runtime's smoothing).
    private const double Least = 0.0001;

    /// <summary>The range, no wider than that of the values.</summary>
    public static ActivationRange Range(StreamingHistogram histogram)
    {
        var largest = Math.Max(Math.Abs(histogram.Minimum), Math.Abs(histogram.Maximum));
        if (largest == 0) return new(histogram.Minimum, histogram.Maximum);
        var threshold = Threshold(Magnitudes(histogram, largest), Steps) * largest;
        return new(Math.Max(histogram.Minimum, -threshold), Math.Min(histogram.Maximum, threshold));
    }

    // A bin of the stream may be wider: its values are spread over those that it covers.
    private static double[] Magnitudes(StreamingHistogram histogram, double largest)
    {
        var bins = new double[Bins];
        var counts = histogram.Counts;
        var zeros = histogram.Zeros;
        for (var i = 0; i < counts.Length; i++)
        {
            double low = histogram.Low + (i * histogram.BinWidth), high = low + histogram.BinWidth;
            var count = counts[i];
            // Zeros, which every grid represents, would outweigh the rest behind a RELU.
            if (low <= 0 && high > 0) (count, zeros) = (Math.Max(0, count - zeros), 0);
            if (count == 0) continue;
            if (low < 0) (low, high) = high > 0 ? (0, Math.Max(-low, high)) : (-high, -low);
            var (from, to) = (low / largest * Bins, Math.Min(high / largest, 1) * Bins);
            if (to - from < 1e-9) from = to - 1e-9;
            for (var bin = (int)from; bin < Math.Min(Bins, Math.Ceiling(to)); bin++)
                bins[bin] += count * (Math.Min(to, bin + 1) - Math.Max(from, bin)) / (to - from);
        }
        return bins;
    }

    /// <summary>The best threshold as a share of the widest one.</summary>
    /// <param name="bins">Counts by magnitude; as many as there are steps, or more.</param>
    /// <param name="steps">Steps up to a threshold.</param>
    internal static double Threshold(ReadOnlySpan<double> bins, int steps)
    {
        var (best, least) = (bins.Length, double.PositiveInfinity);
        for (var length = steps; length <= bins.Length; length++)
        {
            var divergence = Divergence(bins, length, steps);
            if (divergence < least) (best, least) = (length, divergence);
        }
        return best / (double)bins.Length;
    }

    private static double Divergence(ReadOnlySpan<double> bins, int length, int steps)
    {
        double[] exact = bins[..length].ToArray(), rounded = new double[length];
        foreach (var count in bins[length..]) exact[^1] += count;
        for (var step = 0; step < steps; step++)
        {
            var (from, to) = ((int)((long)step * length / steps), (int)((step + 1L) * length / steps));
            double sum = 0;
            var held = 0;
            for (var i = from; i < to; i++)
            {
                sum += bins[i];
                if (exact[i] > 0) held++;
            }
            for (var i = from; i < to; i++) rounded[i] = exact[i] > 0 ? sum / held : 0;
        }
        return Smooth(exact) && Smooth(rounded) ? Divergence(exact, rounded) : double.PositiveInfinity;
    }

    private static bool Smooth(double[] distribution)
    {
        var empty = distribution.Count(value => value == 0);
        var full = distribution.Length - empty;
        if (full == 0) return false;
        for (var i = 0; i < distribution.Length; i++) distribution[i] += distribution[i] == 0 ? Least : -Least * empty / full;
        return true;
    }

    private static double Divergence(double[] exact, double[] rounded)
    {
        double ofExact = exact.Sum(), ofRounded = rounded.Sum(), sum = 0;
        for (var i = 0; i < exact.Length; i++)
        {
            if (exact[i] <= 0) continue;
            if (rounded[i] <= 0) return double.PositiveInfinity;
            sum += exact[i] / ofExact * Math.Log(exact[i] / ofExact / (rounded[i] / ofRounded));
        }
        return sum;
    }
}
