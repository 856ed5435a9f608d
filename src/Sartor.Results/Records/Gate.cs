using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>The outcome of verification. A variant is never recommended on a target where it failed its gate.</summary>
public sealed record Gate
{
    /// <summary>True when no check failed.</summary>
    public required bool Passed { get; init; }

    /// <summary>The checks; those that failed come first.</summary>
    public required IReadOnlyList<GateCheck> Checks { get; init; }

    /// <summary>A sentence for each check.</summary>
    [JsonIgnore]
    public IEnumerable<string> Reasons => Checks.Select(check => check.Text);

    /// <summary>The gate of these checks.</summary>
    public static Gate Of(IEnumerable<GateCheck> checks)
    {
        GateCheck[] ordered = [.. checks.OrderBy(check => check.Passed)];
        return new Gate { Passed = ordered.All(check => check.Passed), Checks = ordered };
    }
}
