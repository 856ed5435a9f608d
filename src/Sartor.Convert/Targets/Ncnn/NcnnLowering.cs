using Sartor.Convert.Lowering;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Ncnn;

/// <summary>
/// From a graph of any source to one that ncnn can hold in float32: channels first, normalizations and activations in the layers before
/// them.
/// </summary>
internal static class NcnnLowering
{
    /// <summary>The passes, in the order in which they run.</summary>
    public static PassPipeline Passes { get; } = new(
    [
        new WidenFloatsPass(),
        new ConstantFoldingPass(),
        new ChannelsFirstPass(),
        new FuseGeluPass(),
        new DecomposeBatchNormalizationPass { IsOnlyBehindLayers = true },
        new FoldAffinePass(),
        new FuseActivationPass(),
        // Convolutions and inner products apply those that cut off.
        new SeparateActivationsPass("ncnn", (op, activation) => op is Convolution or TransposeConvolution or FullyConnected
            && activation is Activation.Relu or Activation.Relu6 or Activation.ReluN1To1),
        new ConstantFoldingPass(),
        new UniqueNamesPass(),
    ]);
}
