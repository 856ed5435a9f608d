namespace Sartor.Results.Records;

/// <summary>The source network.</summary>
public sealed record SourceModel
{
    /// <summary>Name of the file, without its folder.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Format by content: <c>onnx</c> or <c>tflite</c>; <c>arrays</c> where outputs of another runtime stand for the source.
    /// </summary>
    public required string Format { get; init; }

    /// <summary>Version of the format as the file states it, e.g. <c>IR 8</c>.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>Program that wrote the file; empty if the file does not say.</summary>
    public required string Producer { get; init; }

    /// <summary>Version of each operator set by its domain (ONNX); empty for TFLite.</summary>
    public required IReadOnlyDictionary<string, long> Opsets { get; init; }

    /// <summary>
    /// SHA-256 of the model file in lower-case hexadecimal digits; with weights in other files, of the list of all hashes and names.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>The file with its external data.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Trained parameters of the network, as PyTorch counts them; of a file that Sartor wrote, those before folding.</summary>
    public required long Parameters { get; init; }

    /// <summary>
    /// Multiply-accumulate operations of one inference, counted as fvcore and torchvision count them; null if an operator or a shape is
    /// unknown.
    /// </summary>
    public required long? Macs { get; init; }

    /// <summary>2 · <see cref="Macs"/>.</summary>
    public required long? Flops { get; init; }

    /// <summary>What the model takes, in order.</summary>
    public required IReadOnlyList<TensorFacts> Inputs { get; init; }

    /// <summary>What the model gives, in order.</summary>
    public required IReadOnlyList<TensorFacts> Outputs { get; init; }

    /// <summary>Fingerprint of structure and weights that does not depend on names or format version.</summary>
    public required string Fingerprint { get; init; }
}
