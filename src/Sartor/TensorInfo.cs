using Sartor.Convert;
using Sartor.Core;

namespace Sartor;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Element">Type of its elements: <c>float32</c>, <c>int8</c>.</param>
/// <param name="Shape">Its dimensions, in the order of the file.</param>
public sealed record TensorInfo(string Name, string Element, IReadOnlyList<long> Shape)
{
    internal static TensorInfo Of(TensorMapping tensor) =>
        new(tensor.Name, tensor.VariantType.Element.Label(), [.. tensor.SourceShape.Extents]);
}
