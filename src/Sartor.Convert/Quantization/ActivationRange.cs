namespace Sartor.Convert.Quantization;

/// <summary>The float values that an activation's integers have to cover.</summary>
/// <param name="Minimum">≤ <paramref name="Maximum"/>.</param>
/// <param name="Maximum">Upper end.</param>
public readonly record struct ActivationRange(double Minimum, double Maximum)
{
    /// <summary>The smallest range that covers both.</summary>
    public ActivationRange Union(ActivationRange other) => new(Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));

    /// <summary>Chooses a range from a histogram.</summary>
    /// <exception cref="ArgumentException">The histogram is empty.</exception>
    public static ActivationRange From(StreamingHistogram histogram, CalibrationMethod method)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.Count == 0) throw new ArgumentException("the histogram is empty", nameof(histogram));
        return method switch
        {
            CalibrationMethod.MinMax => new(histogram.Minimum, histogram.Maximum),
            CalibrationMethod.Percentile => Percentile(histogram),
            CalibrationMethod.Entropy => Entropy(histogram),
            _ => LeastSquares(histogram),
        };
    }

    // Where a few values are most of all, as on images with an even background, the divergence says nothing of the others: a range that
    // costs twice the squared error of the whole one is not taken.
    private static ActivationRange Entropy(StreamingHistogram histogram)
    {
        var (all, range) = (new ActivationRange(histogram.Minimum, histogram.Maximum), LeastDivergence.Range(histogram));
        return ExpectedError(histogram, range) <= 2 * ExpectedError(histogram, all) ? range : all;
    }

    private static ActivationRange Percentile(StreamingHistogram histogram)
    {
        // Half of 0.01 % at each end.
        var tail = histogram.Count / 20_000;
        return new(Edge(histogram, tail, fromLow: true), Edge(histogram, tail, fromLow: false));
    }

    private static double Edge(StreamingHistogram histogram, long tail, bool fromLow)
    {
        var counts = histogram.Counts;
        long seen = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            var i = fromLow ? k : counts.Length - 1 - k;
            seen += counts[i];
            if (seen <= tail) continue;
            var edge = histogram.Low + ((fromLow ? i : i + 1) * histogram.BinWidth);
            return Math.Clamp(edge, histogram.Minimum, histogram.Maximum);
        }
        return fromLow ? histogram.Minimum : histogram.Maximum;
    }

    /// <summary>
    /// Shrinks each end in turn over a grid of 64 candidates; rounding costs scale²/12 a value, clipping its squared distance
    /// (Banner et al., "Post training 4-bit quantization of convolutional networks", 2019, section 3, without its assumption of a
    /// distribution).
    /// </summary>
    private static ActivationRange LeastSquares(StreamingHistogram histogram)
    {
        var best = new ActivationRange(histogram.Minimum, histogram.Maximum);
        for (var round = 0; round < 2; round++)
        {
            best = Shrink(histogram, best, upper: true);
            best = Shrink(histogram, best, upper: false);
        }
        return best;
    }

    private static ActivationRange Shrink(StreamingHistogram histogram, ActivationRange start, bool upper)
    {
        const int Candidates = 64;
        var best = start;
        var least = ExpectedError(histogram, start);
        for (var i = 1; i < Candidates; i++)
        {
            var keep = 1 - (i / (double)Candidates);
            // Each end shrinks towards zero, which every range contains.
            var candidate = upper
                ? start with { Maximum = start.Maximum > 0 ? start.Maximum * keep : start.Maximum }
                : start with { Minimum = start.Minimum < 0 ? start.Minimum * keep : start.Minimum };
            if (candidate == start || candidate.Minimum >= candidate.Maximum) break;
            var error = ExpectedError(histogram, candidate);
            if (error < least) (least, best) = (error, candidate);
        }
        return best;
    }

    private static double ExpectedError(StreamingHistogram histogram, ActivationRange range)
    {
        double low = Math.Min(0, range.Minimum), high = Math.Max(0, range.Maximum);
        var scale = (high - low) / 255;
        double clipping = 0;
        long rounded = 0;
        var counts = histogram.Counts;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var centre = histogram.Low + ((i + 0.5) * histogram.BinWidth);
            var clipped = Math.Max(0, Math.Max(low - centre, centre - high));
            if (clipped > 0) clipping += counts[i] * clipped * clipped;
            else rounded += counts[i];
        }
        // Zero lies on the grid: what an activation has cut off is exact, and often most of the values.
        return clipping + (Math.Max(0, rounded - histogram.Zeros) * scale * scale / 12);
    }
}
