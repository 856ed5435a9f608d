using System.Text.Json.Serialization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor convert</c> and <c>sartor quantize</c>.</summary>
public sealed record ConversionResult : IResultDocument
{
    public static string CurrentSchema => "sartor.convert/2";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>The command that made it; null where a program did, and in files of earlier versions.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>The network that was converted.</summary>
    public required SourceModel Source { get; init; }

    /// <summary>Path of the file that was written; null if verification failed and none was.</summary>
    public required string? File { get; init; }

    /// <summary><c>float32</c>, <c>float16</c>, <c>dynamic-range-int8</c>, <c>int8</c>, <c>int16x8</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>SHA-256 of the variant in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the variant.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>How it was made.</summary>
    public required Conversion Conversion { get; init; }

    /// <summary>What the variant takes.</summary>
    public required IReadOnlyList<TensorMappingFacts> Inputs { get; init; }

    /// <summary>What the variant gives.</summary>
    public required IReadOnlyList<TensorMappingFacts> Outputs { get; init; }

    /// <summary>The samples and how they were used; null without samples.</summary>
    public DataUse? Data { get; init; }

    /// <summary>
    /// How it compares with the source, one entry for each engine and delegate that ran it; null if verification was switched off.
    /// </summary>
    public IReadOnlyList<Verdict>? Verdicts { get; init; }

    /// <summary>
    /// Where the variant, or its float32 form, parts from its source, one entry for each engine and delegate on which its numbers failed;
    /// empty where none did, and in files of earlier versions.
    /// </summary>
    public IReadOnlyList<LayerComparison> Layers { get; init; } = [];

    /// <summary>What int8 costs by tensor and by layer; null where nobody asked, and in files of earlier versions.</summary>
    public SensitivityReport? Sensitivity { get; init; }

    /// <summary>Which layers stayed float32 to keep the score; null where no drop was stated, and in files of earlier versions.</summary>
    public MixedPrecision? MixedPrecision { get; init; }

    /// <summary>
    /// What the inputs were fed with for the sets <c>random</c> and <c>wide</c>; empty where samples alone were, or nothing was run.
    /// </summary>
    public IReadOnlyList<InputDomainFacts> Domains { get; init; } = [];

    /// <summary>Whether it passed on every engine and delegate that ran it; false where nothing was run.</summary>
    [JsonIgnore]
    public bool Passed => Verdicts is { Count: > 0 } && Verdicts.All(verdict => verdict.Gate.Passed);

    /// <summary>Notes about the model and the data.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
