using System.Text.Json.Serialization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>One variant on one engine and delegate of one device.</summary>
public sealed record TrialResult
{
    /// <summary>Hash of variant bytes, engine with version, device and options: the same trial has the same id in every run.</summary>
    public required string Id { get; init; }

    /// <summary>Runtime: <c>onnxruntime</c>, <c>tflite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Its version as the library itself states it.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Accelerator that was asked for: <c>cpu</c>, <c>xnnpack</c>, or <c>none</c> for the kernels of TFLite itself.</summary>
    public required string Delegate { get; init; }

    /// <summary>What executed the model, as the engine itself tells; null when it did not run.</summary>
    public DelegationReport? Delegation { get; init; }

    /// <summary>Whether there are numbers.</summary>
    public required TrialStatus Outcome { get; init; }

    /// <summary>Why there are none; null when it was measured.</summary>
    public string? Reason { get; init; }

    /// <summary>Summary of <see cref="SamplesNs"/>; null when it was not measured.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>From the start of loading to a session that is ready; null when it was not measured.</summary>
    public long? LoadNs { get; init; }

    /// <summary>The first inference after loading, before the warm-up; null when it was not measured.</summary>
    public long? FirstInferenceNs { get; init; }

    /// <summary>Peak resident memory of the worker process, reset before the model was loaded; null when the system does not tell.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Durations of the warm-up inferences in order; they enter no summary.</summary>
    public required IReadOnlyList<long> WarmupSamplesNs { get; init; }

    /// <summary>Durations of the counted inferences in order; empty when it was not measured.</summary>
    public required IReadOnlyList<long> SamplesNs { get; init; }

    /// <summary>Series that were measured before this one and do not count, oldest first; empty where the first was clean.</summary>
    [JsonRequired]
    public IReadOnlyList<SetAsideSeries> SetAside { get; init; } = [];

    /// <summary>Doubts about the series, with what to do, and reservations about the delegate.</summary>
    [JsonRequired]
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Engine and delegate that were asked for.</summary>
    [JsonIgnore]
    public EngineTarget Target => new(Engine, Delegate);
}
