namespace Sartor.Data.Preprocessing;

/// <summary>
/// For each output position of one axis, the first input position and the normalised weights of the taps. The supports are those
/// of Pillow's <c>precompute_coeffs</c> (Resample.c): centre <c>(i + ½)·scale</c>, kernel widened by <c>max(1, scale)</c> if antialiased.
/// </summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly double[][] _taps;

    private ResampleWeights(int count)
    {
        _first = new int[count];
        _taps = new double[count][];
    }

    /// <summary>The input position of the first tap of output <paramref name="index"/> of the window.</summary>
    public int First(int index) => _first[index];

    /// <summary>The weights of the taps of output <paramref name="index"/> of the window; they add up to 1.</summary>
    public double[] Taps(int index) => _taps[index];

    /// <param name="input">Extent of the input, ≥ 1.</param>
    /// <param name="output">Extent of the whole output, ≥ 1.</param>
    /// <param name="start">First output position that is wanted.</param>
    /// <param name="count">Number of output positions that are wanted.</param>
    /// <param name="interpolation">The kernel.</param>
    public static ResampleWeights For(int input, int output, int start, int count, Interpolation interpolation)
    {
        var weights = new ResampleWeights(count);
        var scale = (double)input / output;
        var stretch = interpolation == Interpolation.Bilinear ? 1 : Math.Max(1, scale);
        var support = interpolation switch
        {
            Interpolation.Bicubic => 2 * stretch,
            Interpolation.Area => scale / 2,
            _ => stretch,
        };
        for (var i = 0; i < count; i++)
        {
            var center = (start + i + 0.5) * scale;
            var (first, last) = interpolation == Interpolation.Area
                ? ((int)Math.Floor(center - support), (int)Math.Ceiling(center + support))
                : ((int)Math.Floor(center - support + 0.5), (int)Math.Floor(center + support + 0.5));
            first = Math.Clamp(first, 0, input - 1);
            last = Math.Clamp(last, first + 1, input);
            var taps = new double[last - first];
            for (var x = 0; x < taps.Length; x++)
                taps[x] = interpolation == Interpolation.Area
                    ? Overlap(first + x, center - support, center + support)
                    : Kernel((first + x - center + 0.5) / stretch, interpolation);
            Normalise(taps);
            weights._first[i] = first;
            weights._taps[i] = taps;
        }
        return weights;
    }

    private static double Overlap(int pixel, double from, double to) => Math.Max(0, Math.Min(pixel + 1, to) - Math.Max(pixel, from));

    private static double Kernel(double x, Interpolation interpolation)
    {
        x = Math.Abs(x);
        if (interpolation != Interpolation.Bicubic) return Math.Max(0, 1 - x);
        // Keys 1981, Cubic convolution interpolation, with a = −½.
        return x < 1 ? ((1.5 * x) - 2.5) * x * x + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
    }

    private static void Normalise(double[] taps)
    {
        double sum = 0;
        foreach (var tap in taps) sum += tap;
        for (var i = 0; i < taps.Length; i++) taps[i] /= sum;
    }
}
