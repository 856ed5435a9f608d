using Sartor.Convert;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Lab.Tests.Targets;

/// <summary>
/// A second target of a format that is written already: TFLite files whose inputs and outputs keep the order of the source's axes, with
/// a transpose on each side of every convolution. It has two precisions.
/// </summary>
internal sealed class SourceOrderTarget : IConversionTarget
{
    public string Name => "tflite-source-order";

    public string Format => "tflite";

    public string Suffix => ".tflite";

    public IReadOnlyList<Precision> Precisions => [Precision.Float32, Precision.DynamicRangeInt8];

    public PassPipeline Lowering { get; } = new(
        new WidenFloatsPass(), new ConstantFoldingPass(), new DecomposeBatchNormalizationPass(), new DecomposeHardSigmoidPass(),
        new AlignRanksPass(), new ChannelsLastPass(), new FullyConnectedLayoutPass(), new LastAxisPass(), new SplitGroupedConvolutionPass(),
        new KernelLayoutPass(), new ExplicitPaddingPass(), new CoalesceBroadcastPass(), new ConstantFoldingPass(), new UniqueNamesPass());

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        TFLiteWriter.Write(graph, files[0], TFLiteWriteOptions.Default with { Metadata = metadata });
}
