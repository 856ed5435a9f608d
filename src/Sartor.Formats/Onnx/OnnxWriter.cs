using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Ir;
using Fields = Sartor.Formats.Onnx.OnnxFields.Model;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Writes a graph as an ONNX file of operator set 17 and IR 8. The graph has to be lowered before: channels first, kernels in ONNX's
/// layouts, floats in float32. The same graph gives the same bytes.
/// </summary>
public static class OnnxWriter
{
    /// <summary>Version of the file format.</summary>
    public const long IrVersion = 8;

    // A protobuf message has at most so many bytes.
    private const long Longest = int.MaxValue;

    /// <summary>Writes the graph; constants are copied straight from where they lie.</summary>
    /// <param name="graph">Lowered; not changed.</param>
    /// <param name="output">Gets the whole file.</param>
    /// <param name="metadata">Text by name, written in the order of the names.</param>
    /// <exception cref="UnsupportedModelException">
    /// ONNX cannot express a node or a type, all of which the message names; or the file would exceed 2 GiB. Nothing is written then.
    /// </exception>
    public static void Write(ModelGraph graph, Stream output, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(metadata);
        var model = new MessageWriter()
            .Int(Fields.IrVersion, IrVersion)
            .Text(Fields.ProducerName, "Sartor")
            .Message(Fields.Graph, OnnxGraphWriter.Write(graph))
            .Message(Fields.OpsetImport, new MessageWriter()
                .Text(OnnxFields.OperatorSet.Domain, "")
                .Int(OnnxFields.OperatorSet.Version, OnnxGraphWriter.Opset));
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            model.Message(
                Fields.MetadataProps, new MessageWriter().Text(OnnxFields.Entry.Key, key).Text(OnnxFields.Entry.Value, value));
        }
        if (model.Length > Longest)
        {
            throw new UnsupportedModelException(
                graph.Name, null, $"the ONNX file would have {model.Length} bytes, and a protobuf message has at most {Longest}; "
                + "quantize the model");
        }
        model.CopyTo(output);
    }

    /// <summary>What <see cref="Write"/> would refuse, without writing anything; empty where nothing is in the way.</summary>
    /// <param name="graph">A lowered graph; it stays as it is.</param>
    public static IReadOnlyList<Refusal> Refusals(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return OnnxGraphWriter.Refusals(graph);
    }
}
