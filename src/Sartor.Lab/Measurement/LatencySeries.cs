using Sartor.Core;

namespace Sartor.Lab.Measurement;

/// <summary>The raw numbers of one measurement; nothing is averaged or dropped.</summary>
/// <param name="SamplesNs">Each counted run in order, ≥ 1 of them.</param>
/// <param name="WarmUpNs">Each warm-up run in order; part of no result.</param>
/// <param name="FirstInferenceNs">The first run after loading; null where it was not seen.</param>
/// <param name="LoadNs">Loading and preparing the model.</param>
/// <param name="PeakMemoryBytes">Largest resident memory of the worker since just before loading; null where the system does not tell.</param>
/// <param name="ClockStepNs">Smallest step of the clock; null if unknown.</param>
public sealed record LatencySeries(
    EquatableArray<long> SamplesNs,
    EquatableArray<long> WarmUpNs,
    long? FirstInferenceNs,
    long LoadNs,
    long? PeakMemoryBytes,
    double? ClockStepNs);
