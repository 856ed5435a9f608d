using Sartor.Results.Records;

namespace Sartor.Bench.Int8;

/// <summary>What became of a network in int8 for one target.</summary>
/// <param name="FloatBytes">Size of the float32 file.</param>
/// <param name="Bytes">Size of the int8 file.</param>
/// <param name="Decibels">Signal-to-quantization-noise ratio of all outputs on the held-out samples.</param>
/// <param name="SampleDecibels">The same of the median sample.</param>
/// <param name="Violations">Errors that `check` finds; null where the format has no rules.</param>
/// <param name="Score">The first score by the data; null without labels.</param>
/// <param name="Mixed">With the fewest layers in float32 that keep the least ratio; null where all in int8 keep it.</param>
internal sealed record Int8Result(
    long FloatBytes, long Bytes, double Decibels, double SampleDecibels, int? Violations, ScoreResult? Score, MixedPrecision? Mixed)
{
    /// <summary>Size of that file.</summary>
    public long MixedBytes { get; init; }

    /// <summary>Size as a share of that of float32.</summary>
    public double Share => (double)Bytes / FloatBytes;
}
