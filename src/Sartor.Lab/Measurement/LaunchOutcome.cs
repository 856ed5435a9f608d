using Sartor.Core;
using Sartor.Engines;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>How one launch of a trial ended: with numbers, or with the reason why there are none.</summary>
internal sealed record LaunchOutcome
{
    /// <summary>See <see cref="Trials.TrialId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>As the library states it; empty where the engine is not available.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>The delegate that was asked for.</summary>
    public required string Delegate { get; init; }

    /// <summary>What the engine might rewrite.</summary>
    public string? Optimization { get; init; }

    /// <summary>Hash of what was fed.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>Measured; refused, where engine or delegate would not run the variant as asked; or failed.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>The raw numbers; null unless measured.</summary>
    public Measured? Measured { get; init; }

    /// <summary>What a benchmark tool of another maker said, whose mean is the only sample; null for a worker.</summary>
    public StatedTiming? Stated { get; init; }

    /// <summary>What a reader has to know of it beside its flags.</summary>
    public EquatableArray<Diagnostic> Notes { get; init; } = [];

    /// <summary>What makes the series doubtful, and what to do (<see cref="SeriesCheck"/>); empty for a clean one.</summary>
    public EquatableArray<Diagnostic> Flags { get; init; } = [];

    /// <summary>What really executed; null where the model did not load.</summary>
    public Delegation? Delegation { get; init; }

    /// <summary>Kind of the worker's failure; null where it was measured, or refused without one.</summary>
    public WorkerFailureKind? FailureKind { get; init; }

    /// <summary>Why there are no numbers, one sentence; null where it was measured.</summary>
    public string? Reason { get; init; }

    /// <summary>True where something outside disturbed the series, so that another one may be clean.</summary>
    public bool IsDisturbed => Flags.Any(flag => SeriesCheck.Disturbances.Contains(flag.Code));

    /// <summary>Median of the counted runs in ns; only where measured.</summary>
    public double MedianNs => Quantiles.Median(Quantiles.Sorted(Measured!.SamplesNs.AsSpan()));
}
