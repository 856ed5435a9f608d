using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor inspect</c> for one file. Sizes are in bytes, FLOPs are 2 · MACs.</summary>
internal sealed record ModelInspection : IResultDocument
{
    public static string CurrentSchema => "sartor.inspect/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The path as it was given, or relative to the folder that was given.</summary>
    public required string File { get; init; }

    /// <summary>Why the file could not be read; null when it could; then everything below is there.</summary>
    public string? Error { get; init; }

    /// <summary>Format by content: <c>onnx</c> or <c>tflite</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Version of the format as the file states it, e.g. <c>IR 8</c>.</summary>
    public string? FormatVersion { get; init; }

    /// <summary>Program that wrote the file; empty if the file does not say.</summary>
    public string? Producer { get; init; }

    /// <summary>Version of each operator set by its domain (ONNX); empty for TFLite.</summary>
    public IReadOnlyDictionary<string, long>? Opsets { get; init; }

    /// <summary>The file with its external data.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>What the model takes, in order.</summary>
    public IReadOnlyList<TensorFacts>? Inputs { get; init; }

    /// <summary>What the model gives, in order.</summary>
    public IReadOnlyList<TensorFacts>? Outputs { get; init; }

    /// <summary>How often each operator occurs in the file, by the names of the format.</summary>
    public IReadOnlyDictionary<string, int>? Operators { get; init; }

    /// <summary>What a conversion to float32 would refuse.</summary>
    public InspectedConversion? Conversion { get; init; }

    /// <summary>Operators that Sartor does not support.</summary>
    public IReadOnlyList<OpaqueOperators>? Opaque { get; init; }

    /// <summary>Trained parameters of the network, as PyTorch counts them: of a file that Sartor wrote, those before folding.</summary>
    public long? Parameters { get; init; }

    /// <summary>
    /// Parameters that the file stores, which is the sum over the layers: a folded normalization leaves one bias per channel of two
    /// parameters.
    /// </summary>
    public long? StoredParameters { get; init; }

    /// <summary>
    /// Multiply-accumulate operations of all layers whose shapes are known, counted as fvcore and torchvision count them.
    /// </summary>
    public long? Macs { get; init; }

    /// <summary>2 · <see cref="Macs"/>.</summary>
    public long? Flops { get; init; }

    /// <summary>True when MACs and memory cover the whole network.</summary>
    public bool? IsComplete { get; init; }

    /// <summary>All constants as they are stored.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>Most bytes that activations take at one time; null if a shape is unknown.</summary>
    public long? PeakActivationBytes { get; init; }

    /// <summary>SHA-256 over structure and weights, independent of names.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>One entry per node; null unless <c>--layers</c> was given.</summary>
    public IReadOnlyList<InspectedLayer>? Layers { get; init; }

    /// <summary>Notes from the reader.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}
