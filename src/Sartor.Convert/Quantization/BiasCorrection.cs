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
    /// <param name="node">A convolution or fully connected layer in TFLite's kernel layouts, its weights still float.</param>
    /// <param name="quantized">The rounded weights, int8 with zero point 0.</param>
    /// <param name="parameters">Their scale, or one for each output.</param>
    /// <param name="means">Mean of each channel of input 0.</param>
    /// <returns>Null where the means do not fit the layer, and for transposed convolutions: how much of the kernel reaches a result
    /// depends on its place.</returns>
    public static Tensor? Correct(Node node, Tensor quantized, QuantizationParameters parameters, IReadOnlyList<double>? means)
    {
        if (node.Operator is not (Convolution or FullyConnected)) return null;
        var weights = node.Input(1).Constant!;
        var outputAxis = node.Operator is Convolution { Kernel: KernelLayout.InputSpatialOutput } ? weights.Shape.Rank - 1 : 0;
        var outputs = (int)weights.Shape[outputAxis];
        var depthwise = outputAxis > 0;
        if (means is not { Count: > 0 } || (depthwise ? outputs % means.Count != 0 : weights.Shape[-1] != means.Count)) return null;
        var exact = weights.ReadSingles();
        var rounded = quantized.AsSpan<sbyte>();
        var shift = new double[outputs];
        var inner = weights.Shape.Strides()[outputAxis];
        for (var i = 0; i < exact.Length; i++)
        {
            var output = (int)(i / inner % outputs);
            // [1,H,W,O] reads channel O ÷ multiplier; [O,…,I] reads its last index.
            var channel = depthwise ? output / (outputs / means.Count) : i % means.Count;
            var scale = parameters.Scales[parameters.IsPerAxis ? output : 0];
            shift[output] += ((rounded[i] * scale) - (double)exact[i]) * means[channel];
        }
        var bias = node.OptionalInput(2)?.Constant?.ToSingles() ?? new float[outputs];
        return Tensor.Create(new Shape(outputs), [.. bias.Select((b, o) => (float)(b - shift[o]))]);
    }
}
