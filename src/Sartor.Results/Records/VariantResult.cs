using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>One form of the network: the source itself, or a conversion of it.</summary>
public sealed record VariantResult
{
    /// <summary>Name of the variant that is the source file, unchanged.</summary>
    public const string SourceName = "source";

    /// <summary>Unique in the result: <c>source</c>, <c>float32</c>, <c>float16</c>, <c>dynamic-range-int8</c>, <c>int8</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Format of the file: <c>onnx</c>, <c>tflite</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Arithmetic and storage in words, e.g. <c>int8 weights per channel, int8 activations</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Whether the variant was made.</summary>
    public required VariantOutcome Outcome { get; init; }

    /// <summary>Why it was not made; null when it was made.</summary>
    public string? Reason { get; init; }

    /// <summary>Path of the file in the result folder; null for the source and for a variant that was not made.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal digits; null when it was not made.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Size of the file; null when it was not made.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>What the file takes, beside the source's inputs; empty when it was not made, and in results of earlier versions.</summary>
    public IReadOnlyList<TensorMappingFacts> Inputs { get; init => field = value ?? []; } = [];

    /// <summary>What the file gives, likewise.</summary>
    public IReadOnlyList<TensorMappingFacts> Outputs { get; init => field = value ?? []; } = [];

    /// <summary>How it was made; null for the source.</summary>
    public Conversion? Conversion { get; init; }

    /// <summary>
    /// What the targets of its format would execute of it, by their documentation; empty when it was not made, where no target has a table
    /// for the format, and in results of earlier versions.
    /// </summary>
    public IReadOnlyList<VariantPlacement> Placements { get; init => field = value ?? []; } = [];

    /// <summary>
    /// How it compares with the source, one entry for each engine and delegate that runs it; empty when it was not made or nothing ran it.
    /// </summary>
    [JsonRequired]
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>
    /// Its tensors beside those of the source, with all pairs, on the target of the fastest trial that passed; null for the source, for a
    /// variant that was not compared, and in results of earlier versions.
    /// </summary>
    public LayerComparison? Layers { get; init; }

    /// <summary>One entry for each engine and delegate that was asked for.</summary>
    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>
    /// How long each step takes on the target of the fastest trial; null when nothing was measured, and in results of earlier versions.
    /// </summary>
    public NodeProfile? Profile { get; init; }

    /// <summary>The worst verdict, which speaks for the variant as a whole; null when there is none.</summary>
    [JsonIgnore]
    public Verdict? Worst => Verdict.Worst(Verdicts);

    /// <summary>The verdict on the engine and delegate of a trial; null when there is none.</summary>
    public Verdict? VerdictOn(EngineTarget target) => Verdicts.FirstOrDefault(verdict => verdict.Target == target);
}
