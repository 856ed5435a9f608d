using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// A program of ExecuTorch (<c>.pte</c>) as a file to run, not to look into: it says neither what it computes nor how large its inputs are.
/// </summary>
internal sealed class ExecuTorchFormat : IModelFormat
{
    /// <summary>As an engine calls it.</summary>
    public const string FormatName = "executorch";

    // A FlatBuffer with its kind behind the first offset: ET and a version of two digits.
    private const int MagicAt = 4;

    public string Name => FormatName;

    public IReadOnlyList<string> Suffixes { get; } = [".pte"];

    public bool HasNegativeIndices => true;

    /// <summary>Whether a file is one.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[MagicAt + 4];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[MagicAt..] is
                [(byte)'E', (byte)'T', >= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9'];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Opens one.</summary>
    public static ModelFile Open(string path) => ModelFormats.OpenAs(new ExecuTorchFormat(), path);

    public bool Detect(SlicedFile file) => true;

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        var graph = new ModelGraph(Path.GetFileName(file.Path)) { Source = GraphSource.None with { Format = FormatName } };
        var raw = RawNode.Of(FormatName, "forward", 1, new Dictionary<string, object> { ["sha256"] = ModelFile.Sha256(file.Path) });
        graph.Add(new OpaqueOperator(raw, "it is a program of its own", []), [], "forward");
        graph.Diagnostics.Add(Diagnostic.Note(
            "not-looked-into",
            "The file runs as it is, and nobody looks into it: inputs, outputs, operators and multiplications are not known."));
        return new ReadModel(graph, []);
    }
}
