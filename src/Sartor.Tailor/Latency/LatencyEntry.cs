namespace Sartor.Tailor.Latency;

/// <summary>The measured latency of one part of a network.</summary>
/// <param name="Milliseconds">The mean, above 0 and finite.</param>
/// <param name="DeviationMs">The standard deviation of the runs; null where it is not told.</param>
/// <param name="Runs">The number of runs, at least one; null where it is not told.</param>
internal sealed record LatencyEntry(double Milliseconds, double? DeviationMs, int? Runs);
