using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert;

/// <summary>
/// What models are converted to: a format, the passes that bring any network into its terms, the precisions that it stores, and what
/// writes the file. <see cref="ModelConverter"/> does the rest, which is the same for all targets.
/// </summary>
public interface IConversionTarget : INamed
{
    /// <summary>Format of the files, by the name that readers and engines use; several targets may write one format.</summary>
    string Format { get; }

    /// <summary>
    /// The engine whose runtime the files are for, where that is not the usual one of the format: they are calibrated, verified and checked
    /// with it. Null for the usual one.
    /// </summary>
    string? Engine => null;

    /// <summary>How the name of a file ends, with the dot.</summary>
    string Suffix { get; }

    /// <summary>What a model consists of: one file, others beside it, or a folder.</summary>
    FileLayout Layout => FileLayout.Single;

    /// <summary>
    /// The precisions that it writes. <see cref="Precision.Float32"/> is among them: the others are written from it, and proven by it.
    /// </summary>
    IReadOnlyList<Precision> Precisions { get; }

    /// <summary>
    /// The passes from a graph of any source to one that the format can hold in float32. A pass that permutes an input or output says so
    /// in <see cref="Value.BoundaryPermutation"/>.
    /// </summary>
    PassPipeline Lowering { get; }

    /// <summary>
    /// The pass that stores a lowered float32 graph in a precision; null where that changes nothing. By default the pass of that
    /// precision, with the rules that the format's bindings state for int8.
    /// </summary>
    /// <param name="precision">One of <see cref="Precisions"/>.</param>
    /// <param name="statistics">Calibrated activations; null for every precision but <see cref="Precision.Int8"/>.</param>
    /// <param name="options">What int8 is to do beside its rules.</param>
    IGraphPass? Quantization(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options) =>
        PrecisionPasses.Of(precision, statistics, Format, options: options);

    /// <summary>
    /// Brings a lowered graph into the float32 form that <see cref="Quantization"/> stores in a precision. What a file stores is compared
    /// with it, constant by constant. On inputs like those that calibrated it computes the same.
    /// </summary>
    /// <param name="precision">One of <see cref="Precisions"/>.</param>
    /// <param name="graph">A lowered graph; it is changed.</param>
    /// <param name="statistics">As above.</param>
    /// <param name="options">As above.</param>
    /// <returns>The activations of that form.</returns>
    IReadOnlyDictionary<string, ActivationStatistics> Prepare(
        Precision precision, ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options) =>
        PrecisionPasses.Prepare(precision, graph, statistics, Format, options);

    /// <summary>What <see cref="Write"/> would refuse of a lowered float32 graph; empty where nothing is in the way.</summary>
    /// <param name="graph">It stays as it is.</param>
    IReadOnlyList<Refusal> Refusals(ModelGraph graph)
    {
        try
        {
            Write(graph, [.. Layout.Of("model").Select(_ => Stream.Null)], new Dictionary<string, string>());
            return [];
        }
        catch (UnsupportedModelException e)
        {
            return e.Refusals.Count > 0 ? e.Refusals : [Refusal.Of(e)];
        }
    }

    /// <summary>Writes a lowered graph with that metadata.</summary>
    /// <param name="graph">Lowered, and quantised where that was asked for; not to be changed.</param>
    /// <param name="files">
    /// Where the bytes go, one for each file of <see cref="Layout"/>, the model's own first; they become files only when all are written.
    /// </param>
    /// <param name="metadata">Text by name, which a reader of the format finds in <see cref="GraphSource.Metadata"/>.</param>
    /// <exception cref="UnsupportedModelException">The format cannot express a node or a type; the message names node and
    /// operator.</exception>
    void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata);

    /// <summary>Whether a file can say what task libraries such as MediaPipe's read.</summary>
    bool HasTaskMetadata => false;

    /// <summary>The same with metadata for task libraries.</summary>
    /// <param name="graph">As above.</param>
    /// <param name="files">As above.</param>
    /// <param name="metadata">As above.</param>
    /// <param name="task">Null for none; else <see cref="HasTaskMetadata"/>.</param>
    void WriteForTasks(
        ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata, TaskMetadata? task) =>
        Write(graph, files, metadata);
}
