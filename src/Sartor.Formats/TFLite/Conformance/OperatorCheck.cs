using Sartor.Core;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>What the specification asks of the tensors of one operator.</summary>
/// <param name="rule">Its rule.</param>
/// <param name="inputs">Its inputs; null for one left out.</param>
/// <param name="outputs">Its outputs.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class OperatorCheck(
    ConformanceRule rule, IReadOnlyList<CheckedTensor?> inputs, IReadOnlyList<CheckedTensor> outputs, Findings findings)
{
    // Writers compute products and quotients of float32 in their own order.
    private const double Tolerance = 1e-5, ProductTolerance = 1e-3;

    // ADD and SUB scale by 2 · max(scales) / (2^20 · output scale), which has to stay below 1 (reference: add.cc of 2.9).
    private const double LargestSumRatio = 1 << 19;

    /// <summary>Checks the operator where it is quantised; tensors that are broken in themselves are left out.</summary>
    public void Run()
    {
        if (rule.Kind == RuleKind.Weighted)
        {
            new WeightCheck(rule, inputs, outputs, findings).Run();
            return;
        }
        var data = inputs.OfType<CheckedTensor>().Concat(outputs).Where(t => t.IsNarrow).ToArray();
        if (!CheckPresence(data)) return;
        foreach (var tensor in data.Where(t => t.IsPerAxis)) PerAxis(tensor);
        if (Array.Exists(data, findings.IsBroken) || !data.Any(t => t.IsQuantized)) return;
        switch (rule.Kind)
        {
            case RuleKind.Same:
                CheckSame([.. data.Where(t => t.IsQuantized)]);
                break;
            case RuleKind.Sum:
                CheckSum();
                break;
            case RuleKind.Unit or RuleKind.SignedUnit or RuleKind.Logarithm:
                foreach (var output in outputs.Where(o => o.IsQuantized)) CheckFixed(output);
                break;
        }
    }

    /// <summary>Says of an activation that it has several scales.</summary>
    private void PerAxis(CheckedTensor tensor) => findings.Add(
        ConformanceCode.PerAxisActivation, tensor, $"{tensor.Scales.Length} scales", "one scale: only weights have one a channel",
        "quantize activations with one scale for the tensor");

    // Movers take integers that stand for nothing; who computes needs to know what they stand for.
    private bool CheckPresence(CheckedTensor[] data)
    {
        if (rule.Kind == RuleKind.Same && rule.Operator is not ("AVERAGE_POOL_2D" or "RESIZE_BILINEAR")) return true;
        if (rule.Operator is "ARG_MAX" or "ARG_MIN") return true;
        foreach (var tensor in data.Where(t => !t.IsQuantized))
            findings.Add(
                ConformanceCode.NotQuantized, tensor, $"{tensor.Element.Label()} without a scale", "a scale and a zero point",
                "quantize the network again, or compute the operator in float32");
        return Array.TrueForAll(data, t => t.IsQuantized);
    }

    private void CheckSame(CheckedTensor[] data)
    {
        var wanted = outputs.FirstOrDefault(o => o.IsQuantized) ?? data[0];
        // The uint8 kernel scales what it joins; the int8 kernels do not.
        if (rule.Operator == "CONCATENATION" && wanted.Element == ElementType.UInt8) return;
        foreach (var tensor in data.Where(t => t != wanted && t.Element == wanted.Element))
        {
            if (Near(tensor.Scales[0], wanted.Scales[0], Tolerance) && tensor.ZeroPoint(0) == wanted.ZeroPoint(0)) continue;
            findings.Add(
                ConformanceCode.SharedScale, tensor, tensor.Parameters, $"{wanted.Parameters}, as '{wanted.Name}' has it",
                $"give the inputs and outputs of {rule.Operator} the same scale and zero point, or put a QUANTIZE between");
        }
    }

    private void CheckSum()
    {
        var (output, wide) = (outputs[0], inputs.OfType<CheckedTensor>().Where(t => t.IsQuantized).MaxBy(t => t.Scales[0]));
        if (wide is null || !output.IsQuantized || output.Element == ElementType.Int16) return;
        if (wide.Scales[0] / (double)output.Scales[0] < LargestSumRatio) return;
        findings.Add(
            ConformanceCode.SumScale, output, $"scale {Findings.Number(output.Scales[0])} for '{wide.Name}' of scale "
            + Findings.Number(wide.Scales[0]), $"more than {Findings.Number(wide.Scales[0] / LargestSumRatio)}",
            "clamp the constants of the sum, or leave it in float32");
    }

    private void CheckFixed(CheckedTensor output)
    {
        var (scale, zeroPoint) = Fixed(output.Element);
        if (Near(output.Scales[0], scale, Tolerance) && output.ZeroPoint(0) == zeroPoint) return;
        findings.Add(
            ConformanceCode.FixedOutput, output, output.Parameters, CheckedTensor.Words(scale, zeroPoint),
            $"give the output of {rule.Operator} these parameters, and put a QUANTIZE after it where others are wanted");
    }

    private (double Scale, long ZeroPoint) Fixed(ElementType element)
    {
        var zero = element == ElementType.UInt8 ? 128 : 0;
        return (rule.Kind, element) switch
        {
            (RuleKind.Logarithm, ElementType.Int16) => (16.0 / 32768, 0),
            (_, ElementType.Int16) => (1.0 / 32768, 0),
            (RuleKind.Unit, _) => (1.0 / 256, zero - 128),
            (RuleKind.SignedUnit, _) => (1.0 / 128, zero),
            _ => (16.0 / 256, zero + 127),
        };
    }

    /// <summary>True where a scale is another one, but for rounding.</summary>
    internal static bool Near(double value, double wanted, double tolerance = ProductTolerance) =>
        Math.Abs(value - wanted) <= tolerance * Math.Abs(wanted);
}
