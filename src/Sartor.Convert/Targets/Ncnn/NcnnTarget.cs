using Sartor.Core;
using Sartor.Formats.Ncnn;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Ncnn;

/// <summary>Files of ncnn: a network as text and its weights beside it.</summary>
internal sealed class NcnnTarget : IConversionTarget
{
    public string Name => "ncnn";

    public string Format => "ncnn";

    public string Suffix => ".param";

    public FileLayout Layout { get; } = FileLayout.Beside(".bin");

    public IReadOnlyList<Precision> Precisions => [Precision.Float32, Precision.Float16];

    public PassPipeline Lowering => NcnnLowering.Passes;

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        NcnnWriter.Write(graph, files[0], files[1], metadata);
}
