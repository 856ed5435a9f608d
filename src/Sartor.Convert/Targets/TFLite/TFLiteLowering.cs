using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.TFLite;

/// <summary>
/// From a graph of any source to one that TFLite 2.9 can hold in float32: channels last, its kernel layouts, its paddings, fused
/// activations. The order of the passes is their meaning.
/// </summary>
internal static class TFLiteLowering
{
    /// <summary>The passes, in the order in which they run.</summary>
    public static PassPipeline Passes { get; } = Make(splitsGroups: true);

    /// <summary>The same for a runtime that computes grouped convolutions.</summary>
    public static PassPipeline WithGroups { get; } = Make(splitsGroups: false);

    private static PassPipeline Make(bool splitsGroups) => new(
    [
        new WidenFloatsPass(),
        new ConstantFoldingPass(),
        // Arithmetic of the source's operators in terms of simpler ones, before layouts change.
        new DecomposeBatchNormalizationPass(),
        new DecomposeHardSigmoidPass(),
        new PositiveIndicesPass(),
        new FlatGatherPass(),
        new LowerScatterPass(),
        new FuseGeluPass(),
        new DecomposeActivationsPass(),
        new DecomposeArithmeticPass(),
        new DecomposeInverseFunctionsPass(),
        new DecomposeNormalizationsPass(),
        new DecomposePaddingPass(),
        new DecomposeResizePass(),
        new PixelShufflePass(),
        new ComputedWeightsPass(),
        new LastExtremumPass(),
        new FoldAffinePass(),
        // Layout: permutations can move only where ranks agree.
        new AlignRanksPass(),
        new UnitAxisPass(),
        new LowerTransposeConvolutionPass(),
        new ChannelsLastPass(),
        new MoveTransposesPass(),
        new BoundaryTransposesPass(),
        new FullyConnectedLayoutPass(),
        new LastAxisPass(),
        new SplitVolumesPass(),
        new SplitTransposedVolumesPass(),
        // Of the planes that this made.
        new LowerTransposeConvolutionPass(),
        new DilatedPoolingPass(),
        new TransposesToReshapesPass(),
        // What only TFLite asks for.
        new FoldAffinePass(),
        new AffineToDepthwisePass(),
        .. splitsGroups ? (IGraphPass[])[new SplitGroupedConvolutionPass()] : [],
        new KernelLayoutPass(),
        new ExplicitPaddingPass(),
        new FuseActivationPass(),
        new CoalesceBroadcastPass(),
        new LowerSlicesPass(),
        new ConstantFoldingPass(),
        new UniqueNamesPass(),
    ]);
}
