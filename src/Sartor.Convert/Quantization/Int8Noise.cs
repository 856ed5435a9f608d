namespace Sartor.Convert.Quantization;

/// <summary>
/// Whether the steps of an int8 grid are too wide for what they hold. Rounding to steps of s has the root mean square error s / √12; it
/// is compared with the spread of the values, their standard deviation σ, as verification does (docs/verification.md).
/// </summary>
internal static class Int8Noise
{
    /// <summary>
    /// Largest error ÷ spread that rounding alone may take of a whole tensor: an eighth. For evenly spread values, σ = width / √12, it is
    /// reached where the grid covers 255 / 8 ≈ 32 times their width. It leaves √(0.35² − 0.125²) = 0.33 of the 0.35 that verification
    /// allows an output for the error of all layers.
    /// </summary>
    public const double WholeLimit = 1.0 / 8;

    /// <summary>
    /// The same for one slice of a tensor: a quarter, 64 times the width, which leaves √(0.7² − 0.25²) = 0.65 of the 0.7 of a slice.
    /// </summary>
    public const double SliceLimit = 1.0 / 4;

    /// <summary>Root mean square error of rounding to steps.</summary>
    public static double Error(double step) => step / Math.Sqrt(12);

    /// <summary>True where steps are too wide for a tensor as a whole or for one of its slices that varies.</summary>
    /// <param name="found">What is known of the tensor.</param>
    /// <param name="step">Scale of the grid.</param>
    /// <param name="together">An axis whose slices count only together, as those of a softmax; null for none.</param>
    public static bool IsTooCoarse(ActivationStatistics found, double step, int? together = null)
    {
        if (found.Slices.Count == 0) return false;
        var error = Error(step);
        var whole = found.Slices[0].TotalDeviation();
        if (Varies(found, whole) && error > WholeLimit * whole) return true;
        return found.Slices.Any(s => s.Axis != together && s.Axis >= 0 && CoarseSlices(s, step).Any());
    }

    /// <summary>The slices for which steps are too wide.</summary>
    public static IEnumerable<int> CoarseSlices(SliceStatistics slices, double step) => Enumerable.Range(0, slices.Count)
        .Where(i => slices.Varies(i) && Error(step) > SliceLimit * slices.Deviations[i]);

    private static bool Varies(ActivationStatistics found, double deviation)
    {
        var slices = found.Slices[0];
        return deviation > 1e-6 * Enumerable.Range(0, slices.Count).Max(slices.Largest);
    }
}
