using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor bench</c>.</summary>
public sealed record BenchResult : IResultDocument
{
    public static string CurrentSchema => "sartor.bench/2";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>The command that made it; null where a program did, and in files of earlier versions.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The model that was measured.</summary>
    public required SourceModel Model { get; init; }

    /// <summary>Where it was measured.</summary>
    public required DeviceFacts Device { get; init; }

    /// <summary>How it was measured.</summary>
    public required ProtocolFacts Protocol { get; init; }

    /// <summary>The input: <c>random</c>, or the identifier of a sample; of a batch that of its first one.</summary>
    public required string Input { get; init; }

    /// <summary>
    /// How many samples one inference takes: 1, or the first extent of all inputs and outputs. Latencies are of one inference.
    /// </summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>One entry for each engine and delegate, with all samples.</summary>
    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>
    /// How long each step takes, one entry for each trial that was measured; empty where it was not asked for, and in files of earlier
    /// versions.
    /// </summary>
    public IReadOnlyList<NodeProfile> Profiles { get; init => field = value ?? []; } = [];

    /// <summary>The device before the first launch; null where it does not say, and in files of earlier versions.</summary>
    public DeviceStateFacts? StateBefore { get; init; }

    /// <summary>The device after the last launch; null likewise.</summary>
    public DeviceStateFacts? StateAfter { get; init; }

    /// <summary>Notes about the model and the data; each trial has its own diagnostics.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
