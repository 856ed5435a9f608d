using System.Text;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>
/// Writes <see cref="TaskMetadata"/> as TFLite's metadata (metadata_schema.fbs 1.5.0): a buffer of its own in the model, and files in a
/// zip archive behind it.
/// </summary>
internal static class TaskMetadataWriter
{
    /// <summary>Name of the entry in the model.</summary>
    public const string Entry = "TFLITE_METADATA";

    private const string Identifier = "M001";
    // What an image classifier needs of a parser.
    private const string ParserVersion = "1.0.0";
    private const byte AxisLabels = 2, ImageContent = 2, Normalization = 1, Rgb = 1, Grayscale = 2;

    // Slots of the schema. A union takes two: its type, then its value.
    private const int Name = 0, Content = 3, ProcessUnits = 4, TensorFiles = 6;
    private const int Inputs = 2, Outputs = 3;
    private const int Subgraphs = 3, MinimumParser = 7;

    /// <summary>The buffer.</summary>
    /// <param name="graph">The graph as it is written.</param>
    /// <param name="task">What it says.</param>
    public static byte[] Buffer(ModelGraph graph, TaskMetadata task)
    {
        TableWriter Tensor(Value value) => new TableWriter().String(Name, value.Name);
        TableWriter[] inputs = [.. graph.Inputs.Select((v, i) => i == task.ImageInput ? Image(Tensor(v), v, task) : Tensor(v))];
        TableWriter[] outputs = [.. graph.Outputs.Select((v, i) => i == task.LabelOutput ? Labelled(Tensor(v), task) : Tensor(v))];
        var subgraph = new TableWriter().Tables(Inputs, inputs).Tables(Outputs, outputs);
        var model = new TableWriter().String(Name, task.Name).Tables(Subgraphs, [subgraph]).String(MinimumParser, ParserVersion);
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(model, Identifier, stream);
        return stream.ToArray();
    }

    /// <summary>Writes the files behind the model.</summary>
    /// <param name="task">What has them.</param>
    /// <param name="length">Bytes of the model.</param>
    /// <param name="output">Gets the archive.</param>
    public static void WriteFiles(TaskMetadata task, long length, Stream output)
    {
        if (task.Labels.Count == 0) return;
        StoredZip.Write(TaskMetadata.LabelsFile, Encoding.UTF8.GetBytes(string.Join('\n', task.Labels)), length, output);
    }

    private static TableWriter Image(TableWriter tensor, Value value, TaskMetadata task)
    {
        if (value.Type.Shape is { Rank: 4 } shape)
        {
            var size = new TableWriter().Scalar(0, (uint)shape[2]).Scalar(1, (uint)shape[1]);
            var image = new TableWriter().Scalar(0, shape[3] == 1 ? Grayscale : Rgb).Table(1, size);
            tensor.Table(Content, new TableWriter().Scalar(0, ImageContent).Table(1, image));
        }
        if (task.Mean.Count == 0) return tensor;
        var options = new TableWriter().Vector<float>(0, task.Mean.ToArray()).Vector<float>(1, task.Std.ToArray());
        return tensor.Tables(ProcessUnits, [new TableWriter().Scalar(0, Normalization).Table(1, options)]);
    }

    private static TableWriter Labelled(TableWriter tensor, TaskMetadata task) => task.Labels.Count == 0
        ? tensor
        : tensor.Tables(TensorFiles, [new TableWriter().String(0, TaskMetadata.LabelsFile).Scalar(2, AxisLabels)]);
}
