using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>An input or output that metadata speaks of.</summary>
/// <param name="Name">Its name, or its place.</param>
/// <param name="Extents">As stored.</param>
/// <param name="IsOpen">Whether an extent but the first is known only at run time.</param>
internal sealed record LabelledTensor(string Name, int[] Extents, bool IsOpen)
{
    /// <summary>Reads one.</summary>
    public static LabelledTensor Of(FlatTable tensor, string place) => new(
        tensor.String(Slots.Tensor.Name) is { Length: > 0 } name ? name : place,
        tensor.Vector<int>(Slots.Tensor.Shape).ToArray<int>(),
        Array.LastIndexOf(tensor.Vector<int>(Slots.Tensor.ShapeSignature).ToArray<int>(), -1) > 0);

    /// <summary>Its shape, in words.</summary>
    public override string ToString() => $"'{Name}' [{string.Join(',', Extents)}]";
}
