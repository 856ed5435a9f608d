using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats.CoreMl;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.CoreMl;

/// <summary>Packages of Core ML: folders with an ML Program and its weights.</summary>
internal sealed class CoreMlTarget : IConversionTarget
{
    public string Name => "coreml";

    public string Format => "coreml";

    public string Suffix => ".mlpackage";

    public FileLayout Layout { get; } = FileLayout.Folder(CoreMlWriter.Files);

    public IReadOnlyList<Precision> Precisions => [Precision.Float32, Precision.Float16, Precision.DynamicRangeInt8];

    public PassPipeline Lowering => CoreMlLowering.Passes;

    public IGraphPass? Quantization(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options) =>
        PrecisionPasses.Of(precision, statistics, Format, hasRowScales: true, options);

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        CoreMlWriter.Write(graph, files, metadata);
}
