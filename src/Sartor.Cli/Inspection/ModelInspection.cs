namespace Sartor.Cli.Inspection;

/// <summary>What <c>sartor inspect</c> says of one file. Sizes are in bytes, FLOPs are 2 · MACs.</summary>
internal sealed record ModelInspection
{
    /// <summary>The path as it was given, or relative to the folder that was given.</summary>
    public required string File { get; init; }

    /// <summary>Why the file could not be read; null when it could, and then everything below is there.</summary>
    public string? Error { get; init; }

    public string? Format { get; init; }

    public string? FormatVersion { get; init; }

    public string? Producer { get; init; }

    public IReadOnlyDictionary<string, long>? Opsets { get; init; }

    public long? SizeBytes { get; init; }

    public IReadOnlyList<InspectedTensor>? Inputs { get; init; }

    public IReadOnlyList<InspectedTensor>? Outputs { get; init; }

    /// <summary>By the names of the format, with how often each occurs in the file.</summary>
    public IReadOnlyDictionary<string, int>? Operators { get; init; }

    /// <summary>Operators that Sartor does not understand.</summary>
    public IReadOnlyList<OpaqueOperators>? Opaque { get; init; }

    /// <summary>Trained parameters of the network, as PyTorch counts them: of a file that Sartor wrote, those before folding.</summary>
    public long? Parameters { get; init; }

    /// <summary>Parameters that the file stores, and the layers add up to: a folded normalisation leaves one bias of two parameters a channel.</summary>
    public long? StoredParameters { get; init; }

    /// <summary>Of all layers whose shapes are known.</summary>
    public long? Macs { get; init; }

    public long? Flops { get; init; }

    /// <summary>True when MACs and memory cover the whole network.</summary>
    public bool? IsComplete { get; init; }

    public long? WeightBytes { get; init; }

    /// <summary>Null where a shape is unknown.</summary>
    public long? PeakActivationBytes { get; init; }

    /// <summary>SHA-256 over structure and weights, independent of names.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>One entry a node; null unless <c>--layers</c> was given.</summary>
    public IReadOnlyList<InspectedLayer>? Layers { get; init; }

    /// <summary>What the reader wants the user to know.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}
