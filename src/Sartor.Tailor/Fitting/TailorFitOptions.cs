using Sartor.Tailor.Profiling;

namespace Sartor.Tailor.Fitting;

/// <summary>What the best network has to keep, and how it is looked for.</summary>
internal sealed record TailorFitOptions
{
    /// <summary>The largest latency, in milliseconds, above 0; null for half of what the network itself is predicted to take.</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>The folder of everything; an absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>How the parts are measured.</summary>
    public required ProfileOptions Profile { get; init; }

    /// <summary>How many of the best are checked on samples before one is taken, ≥ 1. Default 5.</summary>
    public int Candidates { get; init; } = 5;
}
