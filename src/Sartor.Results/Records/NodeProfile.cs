using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>
/// How long each step of a model takes on one target, and which nodes it executes (docs/measurement.md). It comes from a launch of its own
/// that timing slows down: it compares steps, and is no latency.
/// </summary>
public sealed record NodeProfile
{
    /// <summary>Engine and delegate that executed the model.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Runs that were timed; 0 where there is a problem.</summary>
    public required int Runs { get; init; }

    /// <summary>
    /// Median of a whole run while its steps were timed; what it has beyond the steps is the engine's own work and the cost of timing. Null
    /// where there is a problem.
    /// </summary>
    public double? RunNs { get; init; }

    /// <summary>The steps in order of execution; empty where there is a problem.</summary>
    [JsonRequired]
    public IReadOnlyList<ProfiledStep> Steps { get; init; } = [];

    /// <summary>Why there is no profile, without a full stop; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the durations come from; one sentence without a full stop. Empty where there is a problem.</summary>
    [JsonRequired]
    public string Evidence { get; init; } = "";

    /// <summary>When an earlier run made it, in UTC, where that was reused; null where this run did.</summary>
    public DateTimeOffset? ReusedFromUtc { get; init; }

    /// <summary>Sum of the steps; 0 where there is a problem.</summary>
    [JsonIgnore]
    public double StepsNs => Steps.Sum(step => step.MedianNs);

    /// <summary>A profile that could not be made.</summary>
    /// <param name="target">Engine and delegate.</param>
    /// <param name="problem">Why.</param>
    public static NodeProfile Missing(EngineTarget target, string problem) =>
        new() { Target = target, Runs = 0, Problem = problem.TrimEnd('.', ' ') };
}

/// <summary>A step of an execution plan: a kernel of the engine, or what a delegate executes as one.</summary>
public sealed record ProfiledStep
{
    /// <summary>Kernel in the engine's words.</summary>
    public required string Kernel { get; init; }

    /// <summary>The delegate that executes it: <c>xnnpack</c>; null for the engine's own kernels.</summary>
    public string? Delegate { get; init; }

    /// <summary>Median duration over the runs; 0 where the engine's clock is too coarse for it.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Its part of the sum of all steps, 0 to 1; null where that sum is 0.</summary>
    public double? Share { get; init; }

    /// <summary>The nodes of the model that it executes, in the model's order.</summary>
    [JsonRequired]
    public IReadOnlyList<ProfiledNode> Nodes { get; init; } = [];
}

/// <summary>A node of a model as the engine loaded it.</summary>
public sealed record ProfiledNode
{
    /// <summary>Operator in the engine's words.</summary>
    public required string Kernel { get; init; }

    /// <summary>Name of its first output tensor; null where the engine does not tell.</summary>
    public string? Output { get; init; }

    /// <summary>Name of the node; null in formats without names of nodes.</summary>
    public string? Name { get; init; }
}
