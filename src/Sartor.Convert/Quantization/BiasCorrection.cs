using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Rounding weights shifts the mean of each output channel by E[(Ŵ − W) · x]; the bias takes that shift back (Nagel et al.,
/// "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, section 4.2, with the means of x measured in
/// calibration). Padding is treated as if it had the mean of the channel.
/// </summary>
internal static class BiasCorrection
{
    /// <summary>The corrected bias.</summary>
    /// <param name="node">A convolution or fully connected layer, its weights still float.</param>
    /// <param name="quantized">The rounded weights, int8 with zero point 0.</param>
    /// <param name="parameters">Their scale, or one for each output.</param>
    /// <param name="means">Mean of each channel of input 0.</param>
    /// <returns>Null where the means do not fit the layer, and for transposed convolutions: how much of the kernel reaches a result
    /// depends on its place.</returns>
    public static Tensor? Correct(Node node, Tensor quantized, QuantizationParameters parameters, IReadOnlyList<double>? means)
    {
        if (LayerWeights.Of(node) is not { } layer || means is not { Count: > 0 } || means.Count != layer.Inputs) return null;
        var exact = node.Input(1).Constant!.ReadSingles();
        var rounded = quantized.AsSpan<sbyte>();
        var shift = new double[layer.Outputs];
        for (var i = 0; i < exact.Length; i++)
        {
            var output = layer.Output(i);
            var scale = parameters.Scales[parameters.IsPerAxis ? output : 0];
            shift[output] += ((rounded[i] * scale) - (double)exact[i]) * means[layer.Input(i)];
        }
        var bias = node.OptionalInput(2)?.Constant?.ToSingles() ?? new float[layer.Outputs];
        return Tensor.Create(new Shape(layer.Outputs), [.. bias.Select((b, o) => (float)(b - shift[o]))]);
    }
}
