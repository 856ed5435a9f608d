using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>TFLite's <c>Padding</c>: SAME 0 (the smaller half before), VALID 1.</summary>
internal static class TFLitePadding
{
    public const long Same = 0;
    public const long Valid = 1;

    /// <summary>Pads before and after of one spatial axis.</summary>
    public static (long Before, long After) Read(RawNode raw, long input, long kernel, long stride, long dilation)
    {
        var padding = raw.Int("padding", Same);
        if (padding is not (Same or Valid)) throw new RawNodeException($"padding {padding} is not in the schema");
        var total = padding == Valid ? 0 : Window.SamePadding(input, kernel, stride, dilation);
        return (total / 2, total - (total / 2));
    }

    /// <summary>The code for explicit pads, or null where TFLite needs a PAD before.</summary>
    /// <param name="input">Spatial extents of the input.</param>
    /// <param name="kernel">Extents of the window.</param>
    /// <param name="strides">Strides.</param>
    /// <param name="dilations">Dilations.</param>
    /// <param name="before">Pads before.</param>
    /// <param name="after">Pads after.</param>
    public static long? Code(
        ReadOnlySpan<long> input, EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> dilations,
        EquatableArray<long> before, EquatableArray<long> after)
    {
        bool valid = true, same = true;
        for (var i = 0; i < input.Length; i++)
        {
            var total = Window.SamePadding(input[i], kernel[i], strides[i], dilations[i]);
            valid &= before[i] == 0 && after[i] == 0;
            same &= before[i] == total / 2 && after[i] == total - (total / 2);
        }
        return valid ? Valid : same ? Same : null;
    }

    /// <summary>
    /// True where the last window of SAME ends before the input does, as one may that is shorter than its stride: its padding is negative,
    /// and XNNPACK 2.9 computes it without a sign, also where only another axis is padded.
    /// </summary>
    public static bool EndsInside(long input, long kernel, long stride, long dilation) =>
        (((input + stride - 1) / stride) - 1) * stride + (dilation * (kernel - 1)) + 1 < input;
}
