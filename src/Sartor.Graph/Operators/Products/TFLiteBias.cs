using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Products;

/// <summary>
/// The bias of TFLite's convolutions and linear layers. It may be left out there, but XNNPACK only takes nodes that have one.
/// </summary>
internal static class TFLiteBias
{
    /// <summary>The node's inputs x, weights and bias, with a bias of zeros where it has none.</summary>
    /// <param name="node">A node whose bias is input 2.</param>
    /// <param name="context">Makes the constant.</param>
    /// <param name="outputs">Number of output channels.</param>
    public static Value?[] Inputs(Node node, WriteContext context, long outputs)
    {
        Value x = node.Input(0), weights = node.Input(1);
        if (node.OptionalInput(2) is { } bias) return [x, weights, bias];
        var name = $"{node.Name}/bias";
        if (x.Type.Element.IsFloat()) return [x, weights, context.Constant(name, Tensor.Create(new Shape(outputs), new float[outputs]))];
        var zeros = Tensor.Create(new Shape(outputs), new int[outputs]);
        // An integer bias has the scale of the products (TFLite 8-bit quantisation specification).
        var scales = weights.Quantization!.Scales.Select(s => s * x.Quantization!.Scales[0]).ToEquatableArray();
        var quantization = new QuantizationParameters(scales, new long[scales.Count].ToEquatableArray());
        return [x, weights, ModelGraph.NewConstant(name, zeros, quantization)];
    }
}
