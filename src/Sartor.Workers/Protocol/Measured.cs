namespace Sartor.Workers.Protocol;

/// <summary>The raw numbers of one measurement.</summary>
/// <param name="WarmUpNs">Each warm-up run, in order, in nanoseconds; never part of a result.</param>
/// <param name="SamplesNs">Each run that counts, in order, in nanoseconds.</param>
/// <param name="FirstInferenceNs">The first run after the load; null where the model had run before.</param>
/// <param name="LoadNs">Loading the model and preparing it, the engine being started already.</param>
/// <param name="PeakRssBytes">
/// Largest resident memory of the worker since just before the load, less <paramref name="RuntimeRssBytes"/>; null where the system does
/// not tell.
/// </param>
/// <param name="RssBeforeLoadBytes">
/// Resident memory of the worker just before the load, its runtime's with it; null where the system does not tell.
/// </param>
/// <param name="RuntimeRssBytes">
/// What the bare worker held before it had an engine, about 6 MB compiled ahead of time and 35 MB otherwise; it is taken off the peak.
/// Null where the worker does not tell, and nothing is taken off.
/// </param>
public sealed record Measured(
    EquatableArray<long> WarmUpNs,
    EquatableArray<long> SamplesNs,
    long? FirstInferenceNs,
    long LoadNs,
    long? PeakRssBytes,
    long? RssBeforeLoadBytes,
    long? RuntimeRssBytes)
{
    /// <summary>
    /// How many runs each sample is the mean of: more than 1 where one run is too short for the clock, as in browsers.
    /// </summary>
    public int RunsPerSample { get; init; } = 1;

    /// <summary>What meters and thermometers told meanwhile; null where the worker does not tell (before protocol 1.4).</summary>
    public MeasuredPower? Power { get; init; }

    /// <summary>
    /// The cores that the measuring thread might run on at the end, as <see cref="CpuSet"/> writes them; null where the worker does not
    /// tell (before protocol 1.5).
    /// </summary>
    public string? Cpus { get; init; }
}
