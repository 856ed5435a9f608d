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
        var layer = LayerWeights.Of(node)!;
        SetConstant(node, 1, Scaled(weights, i => factors[layer.Output(i)]));
        if (node.OptionalInput(2)?.Constant is { } bias) SetConstant(node, 2, Scaled(bias, i => factors[i]));
    }

    /// <summary>Multiplies the weights of each input channel by a factor.</summary>
    public static void ScaleInputs(Node node, IReadOnlyList<double> factors)
    {
        var weights = node.Input(1).Constant!;
        var layer = LayerWeights.Of(node)!;
        SetConstant(node, 1, Scaled(weights, i => factors[layer.Input(i)]));
    }

    /// <summary>√Σ w² over the elements that read given input channels, for each output channel.</summary>
    /// <param name="node">A layer.</param>
    /// <param name="counts">Which input channels count.</param>
    public static double[] OutputNorms(Node node, Func<int, bool> counts)
    {
        var layer = LayerWeights.Of(node)!;
        var squares = new double[layer.Outputs];
        var values = node.Input(1).Constant!.ReadSingles();
        for (var i = 0; i < values.Length; i++)
        {
            if (counts(layer.Input(i))) squares[layer.Output(i)] += (double)values[i] * values[i];
        }
        return Array.ConvertAll(squares, Math.Sqrt);
    }

    private static bool HasConstantWeights(Node node) => LayerWeights.Of(node) is not null
        && node.Input(1).Constant is { Element: ElementType.Float32 } && node.OptionalInput(2) is null or { Constant: not null };

    private static void SetConstant(Node node, int index, Tensor tensor) =>
        node.SetInput(index, ModelGraph.NewConstant(node.Input(index).Name, tensor));

    private static Tensor Scaled(Tensor tensor, Func<int, double> factor)
    {
        var values = tensor.ToSingles();
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] * factor(i));
        return Tensor.Create(tensor.Shape, values);
    }
}
