namespace Sartor.Convert.Quantization;

/// <summary>
/// A histogram of a stream of float values in constant memory: its range doubles when a value falls outside, and neighbouring bins merge.
/// Exact minimum and maximum are kept beside it.
/// </summary>
/// <param name="bins">Number of bins, even and ≥ 2.</param>
public sealed class StreamingHistogram(int bins = 2048)
{
    private readonly long[] _counts = bins >= 2 && bins % 2 == 0 ? new long[bins] : throw new ArgumentOutOfRangeException(nameof(bins));
    private double _low;
    private double _width;

    /// <summary>Finite values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are exactly 0, which every quantisation represents; they are in their bin too.</summary>
    public long Zeros { get; private set; }

    /// <summary>NaN and infinite values seen; they are in no bin.</summary>
    public long NonFiniteCount { get; private set; }

    /// <summary>Smallest finite value; +∞ before the first.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest finite value; −∞ before the first.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Counts by bin, lowest first.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Lower edge of the first bin.</summary>
    public double Low => _low;

    /// <summary>Width of a bin.</summary>
    public double BinWidth => _width;

    /// <summary>Adds values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) continue;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        if (minimum > maximum)
        {
            NonFiniteCount += values.Length;
            return;
        }
        Cover(minimum, maximum);
        Minimum = Math.Min(Minimum, minimum);
        Maximum = Math.Max(Maximum, maximum);
        var inverse = 1 / _width;
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                NonFiniteCount++;
                continue;
            }
            _counts[Math.Clamp((int)((value - _low) * inverse), 0, _counts.Length - 1)]++;
            Count++;
            if (value == 0) Zeros++;
        }
    }

    private void Cover(double minimum, double maximum)
    {
        if (_width == 0)
        {
            var span = Math.Max(maximum - minimum, Math.Max(Math.Abs(maximum), 1e-30) * 1e-6);
            _low = minimum;
            _width = span * (1 + 1e-9) / _counts.Length;
        }
        while (maximum >= _low + (_width * _counts.Length)) Merge(upwards: true);
        while (minimum < _low) Merge(upwards: false);
    }

    // Doubles the bin width; the old range becomes the lower or the upper half of the new one.
    private void Merge(bool upwards)
    {
        var half = _counts.Length / 2;
        var merged = new long[half];
        for (var i = 0; i < half; i++) merged[i] = _counts[2 * i] + _counts[(2 * i) + 1];
        Array.Clear(_counts);
        merged.CopyTo(_counts, upwards ? 0 : half);
        if (!upwards) _low -= _width * _counts.Length;
        _width *= 2;
    }
}
