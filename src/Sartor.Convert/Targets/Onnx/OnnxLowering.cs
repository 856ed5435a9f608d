using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Onnx;

/// <summary>
/// From a graph of any source to one that ONNX can hold in float32. What comes with channels first stays so, and most operators are
/// written as they are read.
/// </summary>
internal static class OnnxLowering
{
    /// <summary>The passes, in the order in which they run.</summary>
    public static PassPipeline Passes { get; } = new(
    [
        new WidenFloatsPass(),
        new ConstantFoldingPass(),
        new ChannelsFirstPass(),
        new MatrixWeightsPass(),
        // A normalization behind a layer is part of it; elsewhere one operator is better than two.
        new DecomposeBatchNormalizationPass { IsOnlyBehindLayers = true },
        new FoldAffinePass(),
        new FuseActivationPass(),
        new UniqueNamesPass(),
    ]);
}
