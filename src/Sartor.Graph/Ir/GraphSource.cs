namespace Sartor.Graph.Ir;

/// <summary>What the file said of itself, for people and reports.</summary>
/// <param name="Format">Catalog name of the format: <c>onnx</c>, <c>tflite</c>.</param>
/// <param name="FormatVersion">ONNX: <c>IR 8</c>; TFLite: <c>schema 3</c>.</param>
/// <param name="Producer">Program that wrote the file, with its version; empty where it does not say.</param>
/// <param name="Opsets">Operator-set versions by domain (ONNX); empty otherwise.</param>
/// <param name="OperatorCounts">Operators as the file names them, with how often each occurs, before any folding.</param>
/// <param name="Metadata">Free key/value pairs of the file.</param>
public sealed record GraphSource(
    string Format,
    string FormatVersion,
    string Producer,
    IReadOnlyDictionary<string, long> Opsets,
    IReadOnlyDictionary<string, int> OperatorCounts,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>A graph that was made in memory.</summary>
    public static readonly GraphSource None = new(
        "none", "", "", new Dictionary<string, long>(), new Dictionary<string, int>(), new Dictionary<string, string>());
}
