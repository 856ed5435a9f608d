using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>
/// Everything that one run of <c>sartor fit</c> found: what went in, how it was measured, every variant with every trial, and the
/// recommendation. It is written as <c>result.json</c>; docs/results.md lists the fields and docs/schemas/fit-2.schema.json is its
/// JSON Schema. Numbers carry their unit in the name; a ratio has none.
/// </summary>
public sealed record FitResult : IResultDocument
{
    public static string CurrentSchema => "sartor.fit/2";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor that made the result.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>The command that made it; null where a program did, and in files of earlier versions.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Wall time of the whole run.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>The source network.</summary>
    public required SourceModel Source { get; init; }

    /// <summary>The samples, and how they were used.</summary>
    public required DataUse Data { get; init; }

    /// <summary>The machine that the trials ran on.</summary>
    public required DeviceFacts Device { get; init; }

    /// <summary>How latencies were measured.</summary>
    public required ProtocolFacts Protocol { get; init; }

    /// <summary>The source itself first, then each conversion; those that could not be made are listed with their reason.</summary>
    public required IReadOnlyList<VariantResult> Variants { get; init; }

    /// <summary>
    /// When an earlier run computed the source's outputs, in UTC, where these were reused; null where this run did.
    /// </summary>
    public DateTimeOffset? SourceReusedFromUtc { get; init; }

    /// <summary>
    /// The Pareto front: trials for which no other trial is at least as accurate, as fast and as small, and better in one of them. In order
    /// of latency; empty if nothing qualified.
    /// </summary>
    public required IReadOnlyList<TrialKey> Pareto { get; init; }

    /// <summary>What to ship, or why nothing can be recommended.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>Notes and warnings about the run as a whole.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
