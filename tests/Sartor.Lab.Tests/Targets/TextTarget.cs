using Sartor.Convert;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Lab.Tests.Targets;

/// <summary>A target with a format of its own, in float32 only: networks of few operators as lines of text.</summary>
internal sealed class TextTarget : IConversionTarget
{
    public string Name => "lines";

    public string Format => TextModel.Format;

    public string Suffix => ".txt";

    public IReadOnlyList<Precision> Precisions => [Precision.Float32];

    public PassPipeline Lowering { get; } = new(new ConstantFoldingPass(), new UniqueNamesPass());

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        files[0].Write(TextModel.Write(graph, metadata));
}
