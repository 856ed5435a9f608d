using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Brings the channels of an activation to one range by powers of two, which float32 multiplies exactly, and takes them back where they
/// are read (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, section 4.1, with measured
/// ranges instead of those of weights).
/// </summary>
internal static class ChannelRanges
{
    // A channel that is smaller by more than this is noise of the calibration, not a signal.
    private const double LargestFactor = 1 << 24;

    /// <summary>For each channel the power of two, ≥ 1, that brings it next below the largest; 1 for a channel of zeros.</summary>
    public static double[] Factors(SliceStatistics channels)
    {
        var largest = Enumerable.Range(0, channels.Count).Max(channels.Largest);
        return [.. Enumerable.Range(0, channels.Count).Select(c => Factor(largest, channels.Largest(c)))];
    }

    /// <summary>The power of two that brings a magnitude next below the largest.</summary>
    public static double Factor(double largest, double magnitude) => magnitude > 0
        ? Math.Clamp(Math.Pow(2, Math.Floor(Math.Log2(largest / magnitude))), 1, LargestFactor)
        : 1;

    /// <summary>
    /// layer(x) → f⁻¹ · (f · layer(x)), the layer in int8, the product in float32. The value keeps its name.
    /// </summary>
    /// <returns>False, and nothing is changed, where the layer's activation or its other readers forbid it, or where channels would still
    /// be lost, because they vary little around a large mean.</returns>
    public static bool Restore(Int8Draft draft, Node node)
    {
        if (draft.Rule(node) != Int8Rule.Weighted || !LayerScaling.CanScaleOutputs(node)) return false;
        var value = node.Output;
        if (draft.Of(value) is not { Channels: { } channels } found) return false;
        if (value.Uses.Any(use => draft.Rule(use.Node) is not Int8Rule.Float && !ShownValues.Moves(use.Node.Operator))) return false;
        var factors = Factors(channels);
        var scaled = found.Scaled(factors);
        if (Int8Noise.CoarseSlices(scaled.Channels!, draft.Grid.Parameters(scaled.Range).Scales[0]).Any()) return false;
        LayerScaling.ScaleOutputs(node, factors);
        var name = value.Name;
        // Channels first need axes of 1 behind them.
        var shape = new Shape([factors.Length, .. Enumerable.Repeat(1L, value.Type.Shape!.Rank - 1 - channels.Axis)]);
        var back = ModelGraph.NewConstant($"{name}/scales", Tensor.Create<float>(shape, [.. factors.Select(f => (float)(1 / f))]));
        var product = draft.Graph.Add(new Mul(), [value, back], $"{name}/restored", draft.Graph.NodeAfter(node));
        draft.Graph.ReplaceUses(value, product.Output);
        product.SetInput(0, value);
        value.BoundaryPermutation = null;
        value.Name = $"{name}/equalized";
        product.Output.Name = name;
        draft.KeepFloat(product);
        draft.Set(value, scaled);
        draft.Set(product.Output, found);
        return true;
    }
}
