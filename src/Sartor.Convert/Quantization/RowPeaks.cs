namespace Sartor.Convert.Quantization;

/// <summary>The smallest of the largest values of the rows, the last axis, of a stream of tensors: what a softmax compares with.</summary>
/// <param name="length">Elements of a row, ≥ 1.</param>
internal sealed class RowPeaks(int length)
{
    // A row without a value above this is masked as a whole, and its softmax means nothing.
    private const float Masked = -1000;

    private double _smallest = double.PositiveInfinity;
    private double _smallestMasked = double.PositiveInfinity;

    /// <summary>The smallest peak; of rows that are masked as a whole only where there is no other. Null before the first row.</summary>
    public double? Smallest => double.IsFinite(_smallest) ? _smallest : double.IsFinite(_smallestMasked) ? _smallestMasked : null;

    public void Add(ReadOnlySpan<float> values)
    {
        for (var start = 0; start + length <= values.Length; start += length)
        {
            var peak = float.NegativeInfinity;
            foreach (var value in values.Slice(start, length)) peak = Math.Max(peak, value);
            if (!float.IsFinite(peak)) continue;
            if (peak > Masked) _smallest = Math.Min(_smallest, peak);
            else _smallestMasked = Math.Min(_smallestMasked, peak);
        }
    }
}
