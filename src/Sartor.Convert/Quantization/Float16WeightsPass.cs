using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>
/// w → DEQUANTIZE(float16(w)) for float32 weights, biases and other constants of 1,024 elements or more. Rounding is to nearest even.
/// A constant with an element beyond ±65,504 stays float32, and so does one whose values are so small that float16 has no 11 bits for
/// them; a diagnostic names it. So does a bias whose rounding would count beside what its weights add.
/// </summary>
internal sealed class Float16WeightsPass : IGraphPass
{
    // Rounding to 11 bits changes no normal number by more than 2⁻¹¹ of it, so twice that is only reached by subnormal ones, below 6.1e-5.
    private const double LargestError = 1.0 / 1024;
    // Largest rounding of a bias ÷ √Σ w² of its channel, which is the spread that inputs of spread 1 give it.
    private const double LargestShift = 1.0 / 32;
    private const string Subnormal = " below 6.1e-5, where float16 keeps less than 11 bits, and below 6e-8 none";

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var constant in graph.Constants.ToArray())
        {
            if (constant is not { Type.Element: ElementType.Float32, Quantization: null } || !IsWorthIt(constant)) continue;
            // XNNPACK unpacks halves for itself: an output that is only that gets no value.
            if (graph.Outputs.Contains(constant)) continue;
            var half = constant.Constant!.ConvertTo(ElementType.Float16);
            if (half.AsSpan<Half>().ContainsAny(Half.PositiveInfinity, Half.NegativeInfinity))
            {
                graph.Diagnostics.Add(Diagnostic.Warning("float16-range", $"'{constant.Name}' has elements beyond ±65504 and stays "
                    + "float32"));
                continue;
            }
            if (IsShifted(constant, half)) continue;
            if (Lost(constant, half) is { } lost)
            {
                graph.Diagnostics.Add(Diagnostic.Warning("float16-range", $"'{constant.Name}' stays float32: it has {lost}"));
                continue;
            }
            var stored = ModelGraph.NewConstant($"{constant.Name}/float16", half);
            var first = graph.Nodes.First(n => constant.Uses.Any(u => u.Node == n));
            graph.ReplaceUses(constant, graph.Add(new Dequantize(), [stored], constant.Name, before: first).Output);
            changed = true;
        }
        return changed;
    }

    /// <summary>What float16 loses of a constant, as a noun; null where the error is that of 11 bits.</summary>
    private static string? Lost(Value constant, Tensor half)
    {
        ReadOnlySpan<float> exact = constant.Constant!.ReadSingles();
        var rounded = half.AsSpan<Half>();
        if (IsLost(exact, rounded)) return "values" + Subnormal;
        if (constant.Uses.FirstOrDefault(u => u.Index == 1 && u.Node.Operator is Convolution or FullyConnected).Node is not { } layer)
            return null;
        var axis = LayerWeights.Of(layer)!.OutputAxis;
        var lost = LostChannels(layer, axis, exact, rounded);
        return lost == 0 ? null : $"the weights of {lost} of {constant.Type.Shape![axis]} output channels{Subnormal}";
    }

    /// <summary>True for a bias whose rounding counts beside what the weights add to it; in float32 it costs next to nothing.</summary>
    private static bool IsShifted(Value constant, Tensor half)
    {
        var use = constant.Uses.FirstOrDefault(u => u.Index == 2 && u.Node.Operator is Convolution or FullyConnected);
        if (use.Node is not { } layer) return false;
        ReadOnlySpan<float> exact = constant.Constant!.ReadSingles();
        var rounded = half.AsSpan<Half>();
        // Weights come first: they may be stored by now.
        var kernel = layer.Input(1);
        if ((kernel.Producer is { Operator: Dequantize } stored ? stored.Input(0) : kernel).Constant is not { } weights) return false;
        var axis = LayerWeights.Of(layer)!.OutputAxis;
        var inner = weights.Shape.Strides()[axis];
        var squares = new double[exact.Length];
        var values = weights.ReadSingles();
        for (var i = 0; i < values.Length; i++) squares[(int)(i / inner % squares.Length)] += (double)values[i] * values[i];
        for (var c = 0; c < squares.Length; c++)
        {
            double shift = Math.Abs(exact[c] - (double)rounded[c]), spread = Math.Sqrt(squares[c]);
            // Beside a bias that is 2²² times larger, weights are a rounding in float32 too.
            if (shift > LargestShift * spread && spread > Math.Abs(exact[c]) / (1 << 22)) return true;
        }
        return false;
    }

    /// <summary>
    /// Output channels whose weights lose bits although they count: next to a bias of which they are less than a rounding, they do not.
    /// </summary>
    private static int LostChannels(Node layer, int axis, ReadOnlySpan<float> exact, ReadOnlySpan<Half> rounded)
    {
        var shape = layer.Input(1).Type.Shape!;
        int channels = (int)shape[axis], inner = (int)shape.Strides()[axis];
        double[] squares = new double[channels], errors = new double[channels], sums = new double[channels];
        for (var i = 0; i < exact.Length; i++)
        {
            var channel = i / inner % channels;
            var difference = exact[i] - (double)rounded[i];
            squares[channel] += (double)exact[i] * exact[i];
            errors[channel] += difference * difference;
            sums[channel] += Math.Abs(exact[i]);
        }
        var bias = layer.OptionalInput(2)?.Constant?.ToDoubles();
        return Enumerable.Range(0, channels).Count(c => IsLost(squares[c], errors[c])
            && !(bias is not null && sums[c] < LargestError * Math.Abs(bias[c])));
    }

    private static bool IsLost(ReadOnlySpan<float> exact, ReadOnlySpan<Half> rounded)
    {
        double squares = 0, errors = 0;
        for (var i = 0; i < exact.Length; i++)
        {
            var difference = exact[i] - (double)rounded[i];
            squares += (double)exact[i] * exact[i];
            errors += difference * difference;
        }
        return IsLost(squares, errors);
    }

    private static bool IsLost(double squares, double errors) => errors > LargestError * LargestError * squares;

    private static bool IsWorthIt(Value constant) =>
        constant.Uses.Count > 0
        && (constant.Type.ElementCount >= DynamicRangePass.SmallestWeight
            || constant.Uses.Any(u => u.Node.Operator is (Convolution or TransposeConvolution or FullyConnected) && u.Index > 0));
}
