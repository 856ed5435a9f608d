namespace Sartor.Lab.Layers;

/// <summary>How far two tensors lie apart over some samples.</summary>
internal sealed class TensorDifference
{
    private long _count;
    private double _sum;
    private double _squares;
    private double _errors;
    private bool _isBroken;

    /// <summary>
    /// Root mean square error divided by the standard deviation of the source's values, over all elements and samples; 0 where they are
    /// equal, +∞ where the variant is not finite and the source is, or the source is constant and the variant differs.
    /// </summary>
    public double SpreadError
    {
        get
        {
            if (_isBroken) return double.PositiveInfinity;
            if (_errors == 0) return 0;
            var mean = _sum / _count;
            return Math.Sqrt(_errors / _count) / Math.Sqrt(Math.Max(0, (_squares / _count) - (mean * mean)));
        }
    }

    /// <summary>
    /// Signal to quantization noise in decibels, <c>10·log₁₀(Σx² / Σ(x − y)²)</c> over all elements and samples; null where they are equal,
    /// the source is 0 throughout, or the variant is not finite where the source is.
    /// </summary>
    public double? SqnrDb => _isBroken || _errors == 0 || _squares == 0 ? null : 10 * Math.Log10(_squares / _errors);

    /// <summary>Adds one sample.</summary>
    /// <param name="source">Values of the source.</param>
    /// <param name="variant">Values of the variant in the same order.</param>
    public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        for (var i = 0; i < source.Length; i++)
        {
            double a = source[i], b = variant[i];
            // The same infinity, or NaN, on both sides is no difference, and has no place in a spread.
            if (!double.IsFinite(a))
            {
                _isBroken |= !a.Equals(b);
                continue;
            }
            _isBroken |= !double.IsFinite(b);
            _count++;
            _sum += a;
            _squares += a * a;
            _errors += (a - b) * (a - b);
        }
    }
}
