using Sartor.Core;
using Sartor.Engines;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Measurement;

/// <summary>How a trial ended: with numbers, or with the reason why there are none.</summary>
public sealed record TrialOutcome
{
    /// <summary>See <see cref="TrialId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>As the library states it; empty where the engine is not available.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>The delegate that was asked for.</summary>
    public required string Delegate { get; init; }

    /// <summary>Measured; refused, where engine or delegate would not run the variant as asked; or failed.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>The raw numbers; null unless measured.</summary>
    public LatencySeries? Series { get; init; }

    /// <summary>What they say; null unless measured.</summary>
    public SeriesSummary? Summary { get; init; }

    /// <summary>What really executed; null where the model did not load.</summary>
    public ExecutionProof? Proof { get; init; }

    /// <summary>Kind of the worker's failure; null where it was measured, or refused without one.</summary>
    public WorkerFailureKind? FailureKind { get; init; }

    /// <summary>Why there are no numbers, one sentence; null where it was measured.</summary>
    public string? Reason { get; init; }

    /// <summary>Doubts about the series and reservations about the delegate.</summary>
    public IEnumerable<Diagnostic> Diagnostics => (Summary?.Flags ?? []).Concat(Proof?.Diagnostics ?? []);

    /// <summary>As a result file states it.</summary>
    public TrialResult ToResult() => new()
    {
        Id = Id,
        Engine = Engine,
        EngineVersion = EngineVersion,
        Delegate = Delegate,
        Delegation = Proof is null ? null : Describe(Proof),
        Outcome = Status,
        Reason = Reason,
        Latency = Series is null ? null : Summary!.ToResult(Series),
        LoadNs = Series?.LoadNs,
        FirstInferenceNs = Series?.FirstInferenceNs,
        PeakMemoryBytes = Series?.PeakMemoryBytes,
        WarmupSamplesNs = Series?.WarmUpNs ?? [],
        SamplesNs = Series?.SamplesNs ?? [],
        Diagnostics = [.. Diagnostics],
    };

    private static DelegationReport Describe(ExecutionProof proof) => new()
    {
        Delegate = proof.ActualDelegate,
        Nodes = proof.NodeCount,
        DelegatedNodes = proof.DelegatedNodeCount,
        Kernels = [.. proof.Kernels.Select(kernel => new KernelUse(kernel.Name, kernel.Count))],
        Evidence = proof.Evidence,
    };
}
