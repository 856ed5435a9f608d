namespace Sartor.Convert.Quantization;

/// <summary>What calibration found out about one activation.</summary>
/// <param name="Range">The float values that its integers have to cover.</param>
/// <param name="ChannelMeans">Mean of each channel, the channels being the last axis; null for a scalar or where there is no last
/// axis.</param>
public sealed record ActivationStatistics(ActivationRange Range, IReadOnlyList<double>? ChannelMeans);
