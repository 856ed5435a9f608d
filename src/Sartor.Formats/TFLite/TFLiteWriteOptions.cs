namespace Sartor.Formats.TFLite;

/// <summary>How to write a TFLite file.</summary>
public sealed record TFLiteWriteOptions
{
    public static readonly TFLiteWriteOptions Default = new();

    /// <summary>What the file says of itself.</summary>
    /// <value>Default: <c>Sartor</c>.</value>
    public string Description { get; init; } = "Sartor";

    /// <summary>Key of the signature that names inputs and outputs.</summary>
    /// <value>Default: <c>serving_default</c>, as TensorFlow's converter.</value>
    public string Signature { get; init; } = "serving_default";

    /// <summary>Further metadata of the file, UTF-8 text by name; written in the order of the names.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What the file says to task libraries.</summary>
    /// <value>Default: null, nothing.</value>
    public TaskMetadata? Task { get; init; }

    /// <summary>The oldest runtime that has to load the file; operators and versions of operators newer than it are refused.</summary>
    /// <value>Default: 2.9.</value>
    public Version Runtime { get; init; } = Usual;

    /// <summary>
    /// The engine whose table of kernels decides what is written; it counts with its own runtime only: 2.9 for <c>tflite</c>.
    /// </summary>
    /// <value>Default: <c>tflite</c>.</value>
    public string Engine { get; init; } = UsualEngine;

    /// <summary>For LiteRT: every operator and version that its table of kernels has.</summary>
    public static readonly TFLiteWriteOptions LiteRt = Default with { Runtime = new Version(2, 23), Engine = "litert" };

    /// <summary>Whether a table of kernels speaks of the runtime.</summary>
    internal bool IsChecked => Engine != UsualEngine || Runtime == Usual;

    private const string UsualEngine = "tflite";

    private static Version Usual => new(2, 9);
}
