using System.Text.Json.Serialization;
using Sartor.Convert.Quantization;

namespace Sartor.Lab.Jobs;

/// <summary>What calibration found out, as a store keeps it.</summary>
/// <param name="Activations">By the name of the value.</param>
internal sealed record StoredCalibration(IReadOnlyDictionary<string, StoredActivation> Activations)
{
    public static StoredCalibration Of(IReadOnlyDictionary<string, ActivationStatistics> statistics) => new(
        statistics.ToDictionary(entry => entry.Key, entry => StoredActivation.Of(entry.Value), StringComparer.Ordinal));

    public IReadOnlyDictionary<string, ActivationStatistics> ToStatistics() =>
        Activations.ToDictionary(entry => entry.Key, entry => entry.Value.ToStatistics(), StringComparer.Ordinal);
}

/// <summary>One activation; see <see cref="ActivationStatistics"/>.</summary>
internal sealed record StoredActivation(
    double Minimum, double Maximum, IReadOnlyList<double>? ChannelMeans, IReadOnlyList<SliceStatistics>? Slices, double? SmallestPeak,
    bool HasNonFinite)
{
    public static StoredActivation Of(ActivationStatistics found) => new(
        found.Range.Minimum, found.Range.Maximum, found.ChannelMeans, found.Slices, found.SmallestPeak, found.HasNonFinite);

    public ActivationStatistics ToStatistics() => new(new ActivationRange(Minimum, Maximum), ChannelMeans)
    {
        Slices = Slices ?? [],
        SmallestPeak = SmallestPeak,
        HasNonFinite = HasNonFinite,
    };
}

// A mean over no finite value is NaN.
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StoredCalibration))]
[JsonSerializable(typeof(string))]
internal sealed partial class CalibrationContext : JsonSerializerContext;
