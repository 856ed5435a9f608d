using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>Kernels over three axes as kernels over two.</summary>
internal static class KernelSlices
{
    /// <summary>[O,I,D,H,W] → [O,I,H,W] at one place of D.</summary>
    public static Tensor At(Tensor kernel, long place)
    {
        var shape = kernel.Shape;
        var turned = TensorTranspose.Apply(kernel, new Permutation([2, 0, 1, 3, 4]));
        var bytes = turned.Data.Length / (int)shape[2];
        return new Tensor(
            kernel.Element, new Shape(shape[0], shape[1], shape[3], shape[4]), turned.Data.Slice((int)place * bytes, bytes));
    }

    /// <summary>[O,I,D,H,W] → [O,D·I,H,W].</summary>
    public static Tensor SideBySide(Tensor kernel)
    {
        var shape = kernel.Shape;
        return TensorTranspose.Apply(kernel, new Permutation([0, 2, 1, 3, 4]))
            .Reshape(new Shape(shape[0], shape[1] * shape[2], shape[3], shape[4]));
    }
}
