using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>What ONNX's convolutions, forward and transposed, say of their kernel.</summary>
/// <param name="Groups">≥ 1.</param>
/// <param name="Spatial">Extents along the spatial axes, one at least.</param>
internal readonly record struct OnnxKernel(long Groups, EquatableArray<long> Spatial)
{
    /// <summary>The extents of a kernel that can be written.</summary>
    /// <exception cref="UnsupportedModelException">The axes of input or kernel are not where ONNX takes them.</exception>
    public static EquatableArray<long> Written(Node node, ChannelLayout layout, KernelLayout kernel, long groups, WriteContext context)
    {
        OnnxLayout.Require(node, layout, context);
        if (kernel != KernelLayout.OutputInputSpatial)
            context.Fail(node, "ONNX takes kernels [O,I,spatial], not of this layout");
        return KernelShape.Of(kernel, node.Input(1).Type.Shape!, groups).Spatial;
    }

    /// <exception cref="RawNodeException">There is no spatial axis, or an attribute contradicts the kernel.</exception>
    public static OnnxKernel Read(ReadContext cx, Shape kernel)
    {
        var groups = cx.Raw.Int("group", 1);
        if (groups < 1) cx.Fail($"group {groups} is out of range");
        if (kernel.Rank < 3) cx.Fail($"the kernel {kernel} has no spatial axis");
        var spatial = KernelShape.Of(KernelLayout.OutputInputSpatial, kernel, groups).Spatial;
        if (cx.Raw.Has("kernel_shape") && cx.Raw.Ints("kernel_shape") != spatial)
            cx.Fail($"kernel_shape {cx.Raw.Ints("kernel_shape")} contradicts the kernel {kernel}");
        return new OnnxKernel(groups, spatial);
    }
}
