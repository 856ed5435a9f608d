using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.TFLite;

/// <summary>TensorFlow Lite files for runtime 2.9, in every precision that there is.</summary>
internal sealed class TFLiteTarget : IConversionTarget
{
    public string Name => "tflite";

    public string Format => "tflite";

    public string Suffix => ".tflite";

    public IReadOnlyList<Precision> Precisions => Convert.Precisions.All;

    public PassPipeline Lowering => TFLiteLowering.Passes;

    public IReadOnlyList<Refusal> Refusals(ModelGraph graph) => TFLiteWriter.Refusals(graph, TFLiteWriteOptions.Default);

    public bool HasTaskMetadata => true;

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        WriteForTasks(graph, files, metadata, null);

    public void WriteForTasks(
        ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata, TaskMetadata? task) =>
        TFLiteWriter.Write(graph, files[0], TFLiteWriteOptions.Default with { Metadata = metadata, Task = task });
}
