using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Windows;

/// <summary>The attributes that ONNX's poolings share.</summary>
internal static class OnnxPooling
{
    /// <summary>The attributes of a pooling, pads in place of ceiling mode.</summary>
    public static (string Name, object Value)[] Attributes(Pooling op) =>
        new OnnxWindow(op.Kernel, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter).Attributes();

    /// <summary>The window.</summary>
    /// <param name="cx">The node.</param>
    /// <param name="padsAfter">Pads after that give the same number of windows without ceiling mode.</param>
    public static OnnxWindow Window(ReadContext cx, out EquatableArray<long> padsAfter)
    {
        var x = cx.Shape(0);
        var window = OnnxWindow.Read(cx.Raw, cx.Raw.Ints("kernel_shape"), x);
        padsAfter = window.PadsAfter;
        if (cx.Raw.Int("ceil_mode", 0) == 0) return window;
        var after = window.PadsAfter.Items.ToArray();
        for (var i = 0; i < after.Length; i++)
        {
            long input = x[i + 2], before = window.PadsBefore[i];
            var extent = Windows.Window.Extent(
                input, window.Kernel[i], window.Strides[i], window.Dilations[i], before + after[i], ceiling: true, before);
            var needed = checked(((extent - 1) * window.Strides[i]) + (window.Dilations[i] * (window.Kernel[i] - 1)) + 1 - input - before);
            after[i] = Math.Max(after[i], needed);
        }
        padsAfter = after.ToEquatableArray();
        return window;
    }
}
