namespace Sartor.Graph.Operators.Windows;

/// <summary>Arithmetic of sliding windows, shared by convolution and pooling (ONNX operator specification, Conv and MaxPool).</summary>
internal static class Window
{
    /// <summary>
    /// Number of window positions: ⌊(input + pads − dilation·(kernel−1) − 1) / stride⌋ + 1, or with ceiling. In ceiling mode a last
    /// window that would start in the padding after the input does not count (PyTorch and ONNX 1.14+).
    /// </summary>
    /// <param name="input">Extent of the input, ≥ 0.</param>
    /// <param name="kernel">Extent of the window, ≥ 1.</param>
    /// <param name="stride">≥ 1.</param>
    /// <param name="dilation">≥ 1.</param>
    /// <param name="pads">Before and after together, ≥ 0.</param>
    /// <param name="ceiling">Rounds up instead of down.</param>
    /// <param name="padBefore">Padding before; only needed in ceiling mode.</param>
    public static long Extent(long input, long kernel, long stride, long dilation, long pads, bool ceiling, long padBefore = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(pads);
        var span = checked(input + pads - (dilation * (kernel - 1)) - 1);
        if (span < 0) return 0;
        var extent = (ceiling ? checked(span + stride - 1) : span) / stride;
        if (ceiling && extent * stride >= input + padBefore) extent--;
        return extent + 1;
    }

    /// <summary>Total padding of SAME: the result has ⌈input / stride⌉ positions.</summary>
    public static long SamePadding(long input, long kernel, long stride, long dilation) =>
        Math.Max(0, checked((((input + stride - 1) / stride) - 1) * stride + (dilation * (kernel - 1)) + 1 - input));
}
