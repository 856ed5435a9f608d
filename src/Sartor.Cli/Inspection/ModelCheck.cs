using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor check</c>.</summary>
internal sealed record ModelCheck : IResultDocument
{
    public static string CurrentSchema => "sartor.check/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The path as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Format by content.</summary>
    public required string Format { get; init; }

    /// <summary>Version of the runtime that the findings about kernels speak of; null where the format has no conformance rules.</summary>
    public required string? Runtime { get; init; }

    /// <summary>Operators of the file, of all its subgraphs; without conformance rules those that were placed.</summary>
    public required int Operators { get; init; }

    /// <summary>Operators with a quantized tensor; null where the format has no conformance rules.</summary>
    public required int? QuantizedOperators { get; init; }

    /// <summary>True when no finding is an error; null where the format has no conformance rules, so that nothing was checked.</summary>
    public required bool? Passed { get; init; }

    /// <summary>What departs from the specification or from what the runtime computes, in the order of the operators.</summary>
    public required IReadOnlyList<CheckFinding> Findings { get; init; }

    /// <summary>What a delegate or compiler takes of it; null without <c>--target</c>.</summary>
    public CheckPlacement? Placement { get; init; }
}

/// <summary>What a delegate or compiler takes of a file, by a table of what it documents.</summary>
internal sealed record CheckPlacement
{
    /// <summary>Name of the target.</summary>
    public required string Target { get; init; }

    /// <summary>Where the table comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Operators of the network.</summary>
    public required int Operators { get; init; }

    /// <summary>How many of them the target executes.</summary>
    public required int Taken { get; init; }

    /// <summary>In how many parts it executes them.</summary>
    public required int Partitions { get; init; }

    /// <summary>Operators that stay on the processor, in order.</summary>
    public required IReadOnlyList<CheckFallback> Fallbacks { get; init; }
}

/// <summary>An operator that a target does not execute.</summary>
internal sealed record CheckFallback
{
    /// <summary>Name of the operator in the format.</summary>
    public required string Operator { get; init; }

    /// <summary>The node, by the name of its first output.</summary>
    public required string Node { get; init; }

    /// <summary>Why it stays on the processor.</summary>
    public required string Reason { get; init; }

    /// <summary>What to change.</summary>
    public required string Advice { get; init; }
}

/// <summary>One place where a file departs from its specification.</summary>
internal sealed record CheckFinding
{
    /// <summary>What is wrong, in kebab-case (docs/checking.md).</summary>
    public required string Code { get; init; }

    /// <summary><c>error</c>, which decides the exit code, or <c>warning</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Name of the operator in the format.</summary>
    public required string Operator { get; init; }

    /// <summary>The node, by the name of its first output.</summary>
    public required string Node { get; init; }

    /// <summary>The tensor; null if it is the operator as a whole.</summary>
    public string? Tensor { get; init; }

    /// <summary>What the file has.</summary>
    public required string Value { get; init; }

    /// <summary>What it should have.</summary>
    public required string Expected { get; init; }

    /// <summary>What to do.</summary>
    public required string Advice { get; init; }
}
