namespace Sartor.Convert.Quantization;

/// <summary>What calibration found out about one activation.</summary>
/// <param name="Range">The float values that its integers have to cover.</param>
/// <param name="ChannelMeans">Mean of each channel; null where there are none: for a scalar, or one axis.</param>
public sealed record ActivationStatistics(ActivationRange Range, IReadOnlyList<double>? ChannelMeans)
{
    /// <summary>
    /// Its slices: the channels first, then, for what an output of the network shows, those along each other axis but the first. Empty
    /// where nothing is known.
    /// </summary>
    public IReadOnlyList<SliceStatistics> Slices { get; init; } = [];

    /// <summary>For the input of a softmax: the smallest of the largest values of its rows; null for other activations.</summary>
    public double? SmallestPeak { get; init; }

    /// <summary>True where it had infinite or NaN values, which <see cref="Range"/> leaves out.</summary>
    public bool HasNonFinite { get; init; }

    /// <summary>The channels; null where nothing is known of them.</summary>
    internal SliceStatistics? Channels => Slices is [{ Axis: > 0 } channels, ..] ? channels : null;

    /// <summary>The statistics of the same activation with each channel multiplied by a factor above 0.</summary>
    internal ActivationStatistics Scaled(IReadOnlyList<double> factors)
    {
        var channels = Channels!.Scaled(factors);
        return new(
            new(channels.Minima.Min(), channels.Maxima.Max()), ChannelMeans is null ? null : channels.Means)
        {
            Slices = [channels],
            HasNonFinite = HasNonFinite,
        };
    }
}
