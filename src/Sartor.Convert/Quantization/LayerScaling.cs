using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Multiplies channels of a layer by powers of two, which is exact in float32: those it gives, with weights and biases, or those it
/// reads, with weights.
/// </summary>
internal static class LayerScaling
{
    /// <summary>True for a convolution or fully connected layer with f · layer(x) = layer'(x) for f above 0: nothing saturates.</summary>
    public static bool CanScaleOutputs(Node node) => HasConstantWeights(node)
        && node.Operator is IFusedActivation { Activation: Activation.None or Activation.Relu };

    /// <summary>True for a layer that reads a value as its activation, with constant weights.</summary>
    public static bool CanScaleInputs(Use use) => use.Index == 0 && HasConstantWeights(use.Node);

    /// <summary>Multiplies each output channel by a factor.</summary>
    public static void ScaleOutputs(Node node, IReadOnlyList<double> factors)
    {
        var weights = node.Input(1).Constant!;
        SetConstant(node, 1, Scaled(weights, OutputAxis(node, weights), factors));
        if (node.OptionalInput(2)?.Constant is { } bias) SetConstant(node, 2, Scaled(bias, 0, factors));
    }

    /// <summary>Multiplies the weights of each input channel by a factor.</summary>
    public static void ScaleInputs(Node node, IReadOnlyList<double> factors)
    {
        var weights = node.Input(1).Constant!;
        SetConstant(node, 1, Scaled(weights, weights.Shape.Rank - 1, factors));
    }

    /// <summary>√Σ w² over the elements that read given input channels, for each output channel.</summary>
    /// <param name="node">A layer.</param>
    /// <param name="channels">Number of channels of its input.</param>
    /// <param name="counts">Which of them count.</param>
    public static double[] OutputNorms(Node node, int channels, Func<int, bool> counts)
    {
        var weights = node.Input(1).Constant!;
        var axis = OutputAxis(node, weights);
        var outputs = (int)weights.Shape[axis];
        var inner = weights.Shape.Strides()[axis];
        var squares = new double[outputs];
        var values = weights.ReadSingles();
        for (var i = 0; i < values.Length; i++)
        {
            var output = (int)(i / inner % outputs);
            if (counts(IsDepthwise(node) ? output / (outputs / channels) : i % channels)) squares[output] += (double)values[i] * values[i];
        }
        return Array.ConvertAll(squares, Math.Sqrt);
    }

    public static bool IsDepthwise(Node node) => node.Operator is Convolution { Kernel: KernelLayout.InputSpatialOutput };

    private static bool HasConstantWeights(Node node) => node.Operator switch
    {
        Convolution { Kernel: KernelLayout.OutputSpatialInput or KernelLayout.InputSpatialOutput } => true,
        FullyConnected { Weights: WeightLayout.OutputInput } => true,
        _ => false,
    } && node.Input(1).Constant is { Element: ElementType.Float32 } && node.OptionalInput(2) is null or { Constant: not null };

    private static int OutputAxis(Node node, Tensor weights) => IsDepthwise(node) ? weights.Shape.Rank - 1 : 0;

    private static void SetConstant(Node node, int index, Tensor tensor) =>
        node.SetInput(index, ModelGraph.NewConstant(node.Input(index).Name, tensor));

    // A depthwise kernel [1,H,W,O] with a multiplier has several outputs for each factor.
    private static Tensor Scaled(Tensor tensor, int axis, IReadOnlyList<double> factors)
    {
        var values = tensor.ToSingles();
        var inner = tensor.Shape.Strides()[axis];
        var extent = tensor.Shape[axis];
        var repeats = extent / factors.Count;
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] * factors[(int)(i / inner % extent / repeats)]);
        return Tensor.Create(tensor.Shape, values);
    }
}
