using System.Text.Json.Serialization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>One variant on one engine and delegate of one device.</summary>
public sealed record TrialResult
{
    /// <summary>
    /// Hash of variant, engine with version, delegate, options, input, device and protocol: the same trial has the same id in every run,
    /// and what it is made of stands in the result (docs/trial-store.md).
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Runtime: <c>onnxruntime</c>, <c>tflite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Its version, as the library reports it.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Requested delegate: <c>cpu</c>, <c>xnnpack</c>, or <c>none</c> for the built-in kernels of TFLite.</summary>
    public required string Delegate { get; init; }

    /// <summary>What the engine might rewrite: <c>All</c>, …; null in files of earlier versions.</summary>
    public string? Optimization { get; init; }

    /// <summary>SHA-256 over types, shapes and values of the input that was fed; null in files of earlier versions.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>
    /// When an earlier run began to measure it, in UTC, where that was reused; null where this run did. Trials share rounds with those of
    /// the same time only.
    /// </summary>
    public DateTimeOffset? ReusedFromUtc { get; init; }

    /// <summary>The delegation report: what executed the model, as the engine reports it; null when it did not run.</summary>
    public DelegationReport? Delegation { get; init; }

    /// <summary>Whether there are numbers.</summary>
    public required TrialStatus Outcome { get; init; }

    /// <summary>Why there are none; null when it was measured.</summary>
    public string? Reason { get; init; }

    /// <summary>Summary of <see cref="Launches"/> and <see cref="SamplesNs"/>; null when it was not measured.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>
    /// Latency relative to the fastest trial of the same run; null for the fastest, without shared rounds, and in files of earlier
    /// versions.
    /// </summary>
    public LatencyRatio? ToFastest { get; init; }

    /// <summary>From the start of loading to a session that is ready, the median of the launches; null when it was not measured.</summary>
    public long? LoadNs { get; init; }

    /// <summary>The first inference after loading, before the warm-up, the median of the launches; null when it was not measured.</summary>
    public long? FirstInferenceNs { get; init; }

    /// <summary>
    /// Peak resident memory of the worker process, reset before the model was loaded and without what the bare worker held: geometric mean
    /// of the launches; null when the system does not report it.
    /// </summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Lower end of its 95 % interval; null for a single launch and in files of earlier versions.</summary>
    public long? PeakMemoryLowBytes { get; init; }

    /// <summary>Upper end of its 95 % interval, null likewise.</summary>
    public long? PeakMemoryHighBytes { get; init; }

    /// <summary>The energy of the counted inferences; null where no meter told it, and in files of earlier versions.</summary>
    public EnergyResult? Energy { get; init; }

    /// <summary>Highest temperature of any thermometer during the launches; null where the device has none.</summary>
    public double? MaxTemperatureC { get; init; }

    /// <summary>
    /// The cores that the measuring thread might run on, as its system said after the last launch, <c>0,2,4-7</c>; null where that does
    /// not say, and in files of earlier versions.
    /// </summary>
    public string? Cpus { get; init; }

    /// <summary>Highest clock rate of any core during the launches; null where the device does not say.</summary>
    public long? MaxFrequencyKhz { get; init; }

    /// <summary>The launches that count, in the order of time; empty when none succeeded, and in files of earlier versions.</summary>
    [JsonRequired]
    public IReadOnlyList<LaunchResult> Launches { get; init; } = [];

    /// <summary>Durations of the warm-up inferences in order, launch after launch; they are excluded from every summary.</summary>
    public required IReadOnlyList<long> WarmupSamplesNs { get; init; }

    /// <summary>Durations of the counted inferences in order, launch after launch; empty when it was not measured.</summary>
    public required IReadOnlyList<long> SamplesNs { get; init; }

    /// <summary>Launches of rounds that were repeated, which do not count, oldest first; empty if no round was repeated.</summary>
    [JsonRequired]
    public IReadOnlyList<SetAsideSeries> SetAside { get; init; } = [];

    /// <summary>What the flags and the delegation mean for this trial, and what to do; empty for a clean trial.</summary>
    [JsonRequired]
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Engine and delegate that were asked for.</summary>
    [JsonIgnore]
    public EngineTarget Target => new(Engine, Delegate);
}
