using Sartor.Convert.Lowering;
using Sartor.Formats.CoreMl;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.CoreMl;

/// <summary>
/// From a graph of any source to one that Core ML can hold in float32: channels first, activations as operations of their own.
/// </summary>
internal static class CoreMlLowering
{
    /// <summary>The passes, in the order in which they run.</summary>
    public static PassPipeline Passes { get; } = new(
    [
        new WidenFloatsPass(),
        new ConstantFoldingPass(),
        new SeparateActivationsPass("Core ML", (_, _) => false),
        new FuseGeluPass(),
        new DecomposeResizePass { IsKept = CoreMlResizing.Expresses },
        new ComputedWeightsPass(),
        new LastExtremumPass(),
        new DilatedPoolingPass(),
        new ChannelsFirstPass(),
        // A normalization behind a layer is part of it; elsewhere one operation is better than two.
        new DecomposeBatchNormalizationPass { IsOnlyBehindLayers = true },
        new FoldAffinePass(),
        new FullyConnectedLayoutPass(),
        new ConstantFoldingPass(),
        new UniqueNamesPass(),
    ]);
}
