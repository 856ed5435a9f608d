using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Quantized;

/// <summary>Scale, zero point and axis of QuantizeLinear and DequantizeLinear.</summary>
internal static class OnnxQuantization
{
    /// <summary>Whether scale or zero point are known at run time only.</summary>
    public static bool IsComputed(ReadContext cx) => cx.Input(1).Constant is null || cx.OptionalInput(2) is { Constant: null };

    /// <summary>The axis of the scales; any where there is one scale.</summary>
    public static int Axis(ReadContext cx) =>
        cx.Shape(1).ElementCount == 1 ? 0 : cx.Axis(cx.Raw.Int32("axis", 1), 0);

    public static QuantizationParameters Read(ReadContext cx)
    {
        var scales = cx.ConstantInput(1).ToSingles();
        var zeros = cx.OptionalInput(2) is null ? new long[scales.Length] : cx.ConstantInput(2).ToInt64s();
        if (cx.Raw.Int("block_size", 0) != 0 || cx.Shape(1).Rank > 1) cx.Fail("blocked quantization is not supported");
        if (zeros.Length != scales.Length || scales.Length == 0 || !scales.All(s => s > 0 && float.IsFinite(s)))
            cx.Fail($"{scales.Length} scales and {zeros.Length} zero points do not fit, or a scale is not positive");
        if (scales.Length == 1) return QuantizationParameters.PerTensor(scales[0], zeros[0]);
        var axis = cx.Axis(cx.Raw.Int32("axis", 1), 0);
        if (cx.Shape(0)[axis] != scales.Length) cx.Fail($"{scales.Length} scales do not fit axis {axis} of {cx.Shape(0)}");
        return new QuantizationParameters(scales.ToEquatableArray(), zeros.ToEquatableArray(), axis);
    }
}
