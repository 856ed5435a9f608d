using Sartor.Convert.Quantization;
using Sartor.Convert.Targets.TFLite;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.LiteRt;

/// <summary>
/// TensorFlow Lite files for LiteRT, without the detours that runtime 2.9 asks for: grouped convolutions as they are, RELU_0_TO_1, and a
/// scale for each row of fully connected weights. Runtime 2.9 refuses such files.
/// </summary>
internal sealed class LiteRtTarget : IConversionTarget
{
    public string Name => "litert";

    public string Format => "tflite";

    public string? Engine => "litert";

    public string Suffix => ".tflite";

    public IReadOnlyList<Precision> Precisions => Convert.Precisions.All;

    public PassPipeline Lowering => TFLiteLowering.WithGroups;

    public IGraphPass? Quantization(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options) =>
        PrecisionPasses.Of(precision, statistics, Format, hasRowScales: true, options);

    public IReadOnlyList<Refusal> Refusals(ModelGraph graph) => TFLiteWriter.Refusals(graph, TFLiteWriteOptions.LiteRt);

    public bool HasTaskMetadata => true;

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        WriteForTasks(graph, files, metadata, null);

    public void WriteForTasks(
        ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata, TaskMetadata? task) =>
        TFLiteWriter.Write(graph, files[0], TFLiteWriteOptions.LiteRt with { Metadata = metadata, Task = task });
}
