using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Permutes the axes of tensor data.</summary>
public static class TensorTranspose
{
    // Smaller ones are moved at once.
    private const int LazyBytes = 1 << 14;

    /// <summary>
    /// The same elements with permuted axes. Large ones are moved when someone looks at them, so that what they come from has to stay as
    /// long as the result is used; nothing is moved where only axes of extent 1 are.
    /// </summary>
    /// <exception cref="NotSupportedException">Elements are smaller than a byte.</exception>
    public static Tensor Apply(Tensor tensor, Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(permutation);
        var shape = permutation.Apply(tensor.Shape);
        if (tensor.Data.Length == 0 || permutation.KeepsOrder(tensor.Shape)) return tensor.Reshape(shape);
        var size = tensor.Element.Bits() / 8;
        if (size == 0) throw new NotSupportedException($"{tensor.Element.Label()} cannot be transposed");
        var bytes = new TransposedBytes(tensor.Data, new AxisOrder(tensor.Shape, permutation, size)).Memory;
        return new Tensor(tensor.Element, shape, tensor.Data.Length < LazyBytes ? bytes.ToArray() : bytes);
    }
}
