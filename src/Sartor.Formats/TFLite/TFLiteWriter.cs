using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>
/// Writes a graph as a TFLite file. The graph has to be lowered before: channels last, kernels in TFLite's layouts, only operators
/// that TFLite has. The same graph gives the same bytes.
/// </summary>
public static class TFLiteWriter
{
    /// <summary>Writes the graph; constants are copied straight from where they lie.</summary>
    /// <exception cref="UnsupportedModelException">
    /// TFLite, or the runtime asked for, cannot express a node or a type; or the file would exceed 2 GiB. Nothing is written then.
    /// </exception>
    public static void Write(ModelGraph graph, Stream output, TFLiteWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(output);
        options ??= TFLiteWriteOptions.Default;
        var writer = new TFLiteGraphWriter(graph, options);
        if (WriteNodes(graph, writer) is { Count: > 0 } refusals) throw new UnsupportedModelException(graph.Name, refusals);
        var model = Model(graph, options, writer);
        try
        {
            var length = FlatBufferWriter.Write(model, TFLiteFormat.Identifier, output);
            if (options.Task is { } task) TaskMetadataWriter.WriteFiles(task, length, output);
        }
        catch (BufferTooLongException e)
        {
            throw new UnsupportedModelException(
                graph.Name, null, $"the TFLite file would have more than {FlatBufferWriter.MaximumLength} bytes; quantize the model first",
                e);
        }
    }

    /// <summary>What would be refused, without writing, or reading any constant; empty where nothing is in the way.</summary>
    /// <param name="graph">A lowered graph; it stays as it is.</param>
    /// <param name="options">What the file is for.</param>
    public static IReadOnlyList<Refusal> Refusals(ModelGraph graph, TFLiteWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        return WriteNodes(graph, new TFLiteGraphWriter(graph, options) { Tensors = { HasData = false } });
    }

    private static List<Refusal> WriteNodes(ModelGraph graph, TFLiteGraphWriter writer)
    {
        var refusals = new List<Refusal>();
        foreach (var input in graph.Inputs)
        {
            try
            {
                writer.Tensors.Index(input, $"input '{input.Name}'");
            }
            catch (UnsupportedModelException e)
            {
                refusals.Add(new NodeOrigin("", input.Name).Refuse(e.Problem));
            }
        }
        foreach (var node in graph.Nodes)
        {
            // What makes or feeds it is refused already.
            if (refusals.Count > 0 && node.Inputs.Any(v => v is { Type.Shape: null })) continue;
            try
            {
                Write(node, writer);
            }
            catch (UnsupportedModelException e)
            {
                refusals.Add(NodeOrigin.Of(node).Refuse(e.Problem));
            }
        }
        return [.. refusals.DistinctBy(r => (r.Operator, r.Node))];
    }

    private static void Write(Node node, TFLiteGraphWriter writer)
    {
        writer.Begin(node);
        if (node.Obstacle is { } obstacle) writer.Fail(node, obstacle);
        else if (node.Operator is OpaqueOperator { Raw.Format: "tflite" } opaque) writer.EmitOpaque(node, opaque);
        else if (TFLiteFormat.Bindings.Writer(node.Operator) is { } binding) Write(binding, node, writer);
        else writer.Fail(node, "TensorFlow Lite has no operator for it; put others there before the export");
    }

    private static void Write(OperatorBinding binding, Node node, TFLiteGraphWriter writer)
    {
        try
        {
            binding.Write(node, writer);
        }
        catch (OverflowException)
        {
            writer.Fail(node, "has a dimension or a count beyond TFLite's 32 bits; use smaller shapes");
        }
    }

    private static TableWriter Model(ModelGraph graph, TFLiteWriteOptions options, TFLiteGraphWriter writer)
    {
        var tensors = writer.Tensors;
        var inputs = graph.Inputs.Select(v => tensors.Index(v, $"input '{v.Name}'")).ToArray();
        var outputs = graph.Outputs.Select(v => tensors.Index(v, $"output '{v.Name}'")).ToArray();
        var runtime = tensors.Buffer(RuntimeText(writer.MinimumRuntime));
        var subgraph = new TableWriter()
            .Tables(Slots.Subgraph.Tensors, tensors.Tables)
            .Vector<int>(Slots.Subgraph.Inputs, inputs)
            .Vector<int>(Slots.Subgraph.Outputs, outputs)
            .Tables(Slots.Subgraph.Operators, writer.Operators)
            .String(Slots.Subgraph.Name, "main");
        var signature = new TableWriter()
            .Tables(Slots.SignatureDef.Inputs, Maps(inputs, tensors))
            .Tables(Slots.SignatureDef.Outputs, Maps(outputs, tensors))
            .String(Slots.SignatureDef.Key, options.Signature);
        TableWriter Metadata(string name, int buffer) =>
            new TableWriter().String(Slots.Metadata.Name, name).Scalar(Slots.Metadata.Buffer, (uint)buffer);
        var metadata = options.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => Metadata(m.Key, tensors.Buffer(System.Text.Encoding.UTF8.GetBytes(m.Value))))
            .Prepend(Metadata("min_runtime_version", runtime))
            .ToList();
        if (options.Task is { } task)
            metadata.Add(Metadata(TaskMetadataWriter.Entry, tensors.Buffer(TaskMetadataWriter.Buffer(graph, task))));
        return new TableWriter()
            .Scalar(Slots.Model.Version, TFLiteReader.SchemaVersion)
            .Tables(Slots.Model.OperatorCodes, writer.OperatorCodes())
            .Tables(Slots.Model.Subgraphs, [subgraph])
            .String(Slots.Model.Description, options.Description)
            .Tables(Slots.Model.Buffers, tensors.Buffers)
            .Tables(Slots.Model.Metadata, metadata)
            .Tables(Slots.Model.SignatureDefs, [signature]);
    }

    private static TableWriter[] Maps(int[] indices, TFLiteTensorWriter tensors) => [.. indices.Select(i => new TableWriter()
        .String(Slots.TensorMap.Name, tensors.Name(i))
        .Scalar(Slots.TensorMap.TensorIndex, (uint)i))];

    // Sixteen bytes, padded with zeros, as TensorFlow's converter writes them.
    private static byte[] RuntimeText(Version version)
    {
        var text = new byte[16];
        System.Text.Encoding.ASCII.GetBytes($"{version.Major}.{version.Minor}.{Math.Max(0, version.Build)}", text);
        return text;
    }
}
