namespace Sartor.Convert.Quantization;

/// <summary>What calibration found out about the slices of an activation along one axis, over all samples and all other axes.</summary>
/// <param name="Axis">The axis, 0 … rank−1; −1 where the whole tensor is the only slice.</param>
/// <param name="Means">Mean of the finite values of each slice; 0 where there is none.</param>
/// <param name="Deviations">Standard deviation of each slice.</param>
/// <param name="Minima">Smallest finite value of each slice; 0 where there is none.</param>
/// <param name="Maxima">Largest finite value of each slice; 0 where there is none.</param>
public sealed record SliceStatistics(
    int Axis, IReadOnlyList<double> Means, IReadOnlyList<double> Deviations, IReadOnlyList<double> Minima, IReadOnlyList<double> Maxima)
{
    // Below this share of its largest magnitude, a spread is the rounding of float32 sums.
    private const double Rounding = 1e-6;

    /// <summary>Number of slices.</summary>
    public int Count => Means.Count;

    /// <summary>Largest magnitude of a slice.</summary>
    public double Largest(int slice) => Math.Max(Math.Abs(Minima[slice]), Math.Abs(Maxima[slice]));

    /// <summary>True where the values of a slice differ by more than their rounding in float32.</summary>
    public bool Varies(int slice) => Deviations[slice] > Rounding * Largest(slice);

    /// <summary>Standard deviation of all values together; the slices are of one size.</summary>
    public double TotalDeviation()
    {
        if (Count == 0) return 0;
        var mean = Means.Average();
        var square = 0.0;
        for (var i = 0; i < Count; i++) square += (Deviations[i] * Deviations[i]) + ((Means[i] - mean) * (Means[i] - mean));
        return Math.Sqrt(square / Count);
    }

    /// <summary>The statistics of the same activation with each slice multiplied by a factor above 0.</summary>
    public SliceStatistics Scaled(IReadOnlyList<double> factors) => new(
        Axis, Product(Means, factors), Product(Deviations, factors), Product(Minima, factors), Product(Maxima, factors));

    private static double[] Product(IReadOnlyList<double> values, IReadOnlyList<double> factors) =>
        [.. values.Select((value, i) => value * factors[i])];
}
