using Sartor.Core;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>What holds for the parameters of every tensor, whatever operator uses it.</summary>
internal static class TensorCheck
{
    private const string Again = "quantize the network again";

    /// <summary>Checks one tensor.</summary>
    public static void Run(CheckedTensor tensor, Findings findings)
    {
        if (!tensor.IsQuantized) return;
        var bad = Array.Find(tensor.Scales, s => !float.IsFinite(s) || s <= 0);
        if (!Array.TrueForAll(tensor.Scales, s => float.IsFinite(s) && s > 0))
            findings.Add(ConformanceCode.Scale, tensor, $"scale {Findings.Number(bad)}", "a finite scale above 0", Again);
        CheckCounts(tensor, findings);
        var (low, high) = Limits(tensor.Element);
        for (var i = 0; i < tensor.ZeroPoints.Length; i++)
        {
            if (tensor.ZeroPoints[i] >= low && tensor.ZeroPoints[i] <= high) continue;
            findings.Add(ConformanceCode.ZeroPointRange, tensor, $"zero point {tensor.ZeroPoints[i]}", $"{low} to {high}", Again);
        }
        var zero = Array.Find(tensor.ZeroPoints, z => z != 0);
        if (tensor.Element == ElementType.Int16 && zero != 0 && !findings.IsBroken(tensor))
            findings.Add(ConformanceCode.ZeroPoint, tensor, $"zero point {zero}", "0: int16 is symmetric", Again);
    }

    private static void CheckCounts(CheckedTensor tensor, Findings findings)
    {
        if (tensor.ZeroPoints.Length > 1 && tensor.ZeroPoints.Length != tensor.Scales.Length)
            findings.Add(
                ConformanceCode.ScaleCount, tensor, $"{tensor.Scales.Length} scales and {tensor.ZeroPoints.Length} zero points",
                "as many zero points as scales", Again);
        if (!tensor.IsPerAxis) return;
        var extent = tensor.Dimension >= 0 && tensor.Dimension < tensor.Extents.Length ? tensor.Extents[tensor.Dimension] : -1;
        if (extent == tensor.Scales.Length) return;
        var shape = string.Join(',', tensor.Extents);
        // A vector of biases has one axis: what some writers state as its axis is that of the weights.
        if (tensor.Extents is [var only] && only == tensor.Scales.Length) return;
        findings.Add(
            ConformanceCode.ScaleCount, tensor, $"{tensor.Scales.Length} scales along axis {tensor.Dimension} of [{shape}]",
            "a scale for each index of the axis, or one", Again);
    }

    private static (long Low, long High) Limits(ElementType element) => element switch
    {
        ElementType.Int8 => (-128, 127),
        ElementType.UInt8 => (0, 255),
        ElementType.Int16 => (-32768, 32767),
        _ => (int.MinValue, int.MaxValue),
    };
}
