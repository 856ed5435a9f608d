namespace Sartor.Convert.Verification;

/// <summary>Differences between one output of a variant and of its source over a stream of samples.</summary>
internal sealed class ParityAccumulator
{
    /// <summary>Samples compared.</summary>
    public int Samples { get; private set; }

    /// <summary>Largest |a − b| of one element; NaN as soon as an output of the variant is not finite where the source's is.</summary>
    public double MaxAbsError { get; private set; }

    /// <summary>
    /// Largest over the samples of max|a − b| ÷ max|a|, a being the finite values of the source's output; +∞ where these are all 0 and b
    /// is not, NaN as above.
    /// </summary>
    public double MaxRelError { get; private set; }

    /// <summary>
    /// Smallest cosine a·b ÷ (‖a‖·‖b‖) of one sample, without the elements that are the same infinity, or NaN, in both; 1 for two zero
    /// vectors, 0 when one of them is zero.
    /// </summary>
    public double MinCosine { get; private set; } = 1;

    /// <summary>Mean cosine over the samples; NaN before the first.</summary>
    public double MeanCosine => _cosines / Samples;

    private double _cosines;

    /// <summary>Compares one output of one sample.</summary>
    /// <param name="source">What the source gave, as float values.</param>
    /// <param name="variant">What the variant gave, in the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        if (source.Length != variant.Length)
            throw new ArgumentException($"{source.Length} elements were compared with {variant.Length}", nameof(variant));
        double error = 0, magnitude = 0, dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < source.Length; i++)
        {
            double a = source[i], b = variant[i];
            // A mask of −∞ that both apply is no difference, and tells nothing of the direction of the rest.
            if (!double.IsFinite(a) && a.Equals(b)) continue;
            error = Max(error, Math.Abs(a - b));
            if (double.IsFinite(a)) magnitude = Math.Max(magnitude, Math.Abs(a));
            dot += a * b;
            aa += a * a;
            bb += b * b;
        }
        var cosine = aa == 0 || bb == 0 ? aa == bb ? 1 : 0 : dot / Math.Sqrt(aa * bb);
        Samples++;
        MaxAbsError = Max(MaxAbsError, error);
        MaxRelError = Math.Max(MaxRelError, error == 0 ? 0 : error / magnitude);
        MinCosine = double.IsNaN(cosine) ? double.NaN : Math.Min(MinCosine, cosine);
        _cosines += cosine;
    }

    // Math.Max propagates NaN: one element that is not finite spoils the maximum for good.
    private static double Max(double current, double value) => Math.Max(current, double.IsFinite(value) ? value : double.NaN);
}
