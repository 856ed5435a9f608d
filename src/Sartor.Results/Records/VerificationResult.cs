using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor verify</c>.</summary>
public sealed record VerificationResult : IResultDocument
{
    public static string CurrentSchema => "sartor.verify/2";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>The command that made it; null where a program did, and in files of earlier versions.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>The network that the variant was made from.</summary>
    public required SourceModel Source { get; init; }

    /// <summary>The variant.</summary>
    public required SourceModel Variant { get; init; }

    /// <summary>
    /// The precision that the variant's tensors show: <c>float32</c>, <c>float16</c>, <c>dynamic-range-int8</c>, <c>int8</c>; it chooses
    /// the limits.
    /// </summary>
    public required string Precision { get; init; }

    /// <summary>What the variant takes.</summary>
    public required IReadOnlyList<TensorMappingFacts> Inputs { get; init; }

    /// <summary>What the variant gives.</summary>
    public required IReadOnlyList<TensorMappingFacts> Outputs { get; init; }

    /// <summary>The samples that it was evaluated on; null if only random inputs were used.</summary>
    public DataUse? Data { get; init; }

    /// <summary>How they compare, one entry for each engine and delegate that ran the variant.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }

    /// <summary>
    /// Where the variant parts from its source, one entry for each engine and delegate on which its numbers failed, or for all where that
    /// was asked for; empty otherwise, and in files of earlier versions.
    /// </summary>
    public IReadOnlyList<LayerComparison> Layers { get; init; } = [];

    /// <summary>Whether the variant passed on every engine and delegate that ran it.</summary>
    public bool Passed => Verdicts.Count > 0 && Verdicts.All(verdict => verdict.Gate.Passed);

    /// <summary>
    /// What the inputs were fed with for the sets <c>random</c> and <c>wide</c>; empty where samples alone were, or nothing was run.
    /// </summary>
    public IReadOnlyList<InputDomainFacts> Domains { get; init; } = [];

    /// <summary>Notes about the models and the data.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
