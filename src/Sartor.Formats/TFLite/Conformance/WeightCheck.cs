using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>What the specification asks of weights and bias, of quantised and of hybrid operators.</summary>
/// <param name="rule">Which input is which.</param>
/// <param name="inputs">Inputs of the operator; null for one left out.</param>
/// <param name="outputs">Its outputs.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class WeightCheck(
    ConformanceRule rule, IReadOnlyList<CheckedTensor?> inputs, IReadOnlyList<CheckedTensor> outputs, Findings findings)
{
    private const string Again = "quantize the network again";

    public void Run()
    {
        if (At(rule.Input) is not { } x || At(rule.Weights) is not { IsNarrow: true } weights) return;
        CheckedTensor[] activations = [x, .. outputs.Where(o => o.IsNarrow)];
        foreach (var tensor in activations.Append(weights).Where(t => t.IsNarrow && !t.IsQuantized))
            findings.Add(
                ConformanceCode.NotQuantized, tensor, $"{tensor.Element.Label()} without a scale", "a scale and a zero point", Again);
        foreach (var tensor in activations.Where(t => t is { IsNarrow: true, IsPerAxis: true }))
            findings.Add(
                ConformanceCode.PerAxisActivation, tensor, $"{tensor.Scales.Length} scales", "one scale: only weights have one a channel",
                "quantize activations with one scale for the tensor");
        CheckWeights(weights);
        if (Array.Exists([x, weights], findings.IsBroken) || !x.IsQuantized || !weights.IsQuantized) return;
        if (At(rule.Bias) is { } bias && !findings.IsBroken(bias)) CheckBias(x, weights, bias);
    }

    private CheckedTensor? At(int index) => index < inputs.Count ? inputs[index] : null;

    private void CheckWeights(CheckedTensor weights)
    {
        if (!weights.IsQuantized || findings.IsBroken(weights)) return;
        if (weights.IsPerAxis && weights.Dimension != rule.Axis)
            findings.Add(
                ConformanceCode.QuantizedDimension, weights, $"scales along axis {weights.Dimension}",
                $"axis {rule.Axis}, the output channels of {rule.Operator}", Again);
        if (weights.Element != ElementType.Int8) return;
        if (Array.Find(weights.ZeroPoints, z => z != 0) is var zero and not 0)
            findings.Add(ConformanceCode.ZeroPoint, weights, $"zero point {zero}", "0: int8 weights are symmetric", Again);
        var lowest = MemoryMarshal.Cast<byte, sbyte>(weights.Data.Span).Count(sbyte.MinValue);
        if (lowest > 0)
            findings.Add(
                ConformanceCode.WeightRange, weights, $"-128 in {lowest} of {weights.Data.Length} weights", "-127 to 127",
                "quantize the weights with scales of the largest magnitude / 127");
    }

    private void CheckBias(CheckedTensor x, CheckedTensor weights, CheckedTensor bias)
    {
        if (bias.Element.IsFloat()) return;
        if (!bias.IsQuantized)
        {
            findings.Add(
                ConformanceCode.BiasScale, bias, $"{bias.Element.Label()} without a scale", Product(x, weights, 0), Again);
            return;
        }
        if (Array.Find(bias.ZeroPoints, z => z != 0) is var zero and not 0)
            findings.Add(ConformanceCode.BiasZeroPoint, bias, $"zero point {zero}", "0", Again);
        var count = Math.Max(bias.Scales.Length, weights.Scales.Length);
        for (var i = 0; i < count; i++)
        {
            var scale = bias.Scales.Length == 1 ? bias.Scales[0] : i < bias.Scales.Length ? bias.Scales[i] : float.NaN;
            var weight = weights.Scales.Length == 1 ? weights.Scales[0] : i < weights.Scales.Length ? weights.Scales[i] : 0;
            var wanted = (double)x.Scales[0] * weight;
            if (OperatorCheck.Near(scale, wanted)) continue;
            findings.Add(
                ConformanceCode.BiasScale, bias, $"scale {Findings.Number(scale)}{(count > 1 ? $" of channel {i}" : "")}",
                Product(x, weights, i), "compute the biases in steps of input scale times weight scale");
            return;
        }
    }

    private static string Product(CheckedTensor x, CheckedTensor weights, int channel)
    {
        var scale = weights.Scales[Math.Min(channel, weights.Scales.Length - 1)];
        return $"scale {Findings.Number((double)x.Scales[0] * scale)}: {Findings.Number(x.Scales[0])} of '{x.Name}' times "
            + $"{Findings.Number(scale)} of '{weights.Name}'";
    }
}
