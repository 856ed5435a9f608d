using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>How a variant was made.</summary>
public sealed record Conversion
{
    /// <summary>Name of the target that it was converted to; null in results of versions that knew one only.</summary>
    public string? Target { get; init; }

    /// <summary>Wall time from the graph to the written file, calibration included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Notes from the converter.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether the file stores what it should; empty for float32, and in results of earlier versions.</summary>
    public IReadOnlyList<GateCheck> Checks { get; init => field = value ?? []; } = [];

    /// <summary>When an earlier run wrote the file, in UTC, where that was reused (docs/trial-store.md); null where this run did.</summary>
    public DateTimeOffset? ReusedFromUtc { get; init; }

    /// <summary>
    /// When an earlier run found the ranges of activations, in UTC, where the file was written anew from those; null otherwise.
    /// </summary>
    public DateTimeOffset? CalibrationReusedFromUtc { get; init; }
}
