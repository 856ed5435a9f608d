using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Layouts;

/// <summary>A value that no transpose computes, and how it is laid out at present.</summary>
internal sealed class LayoutSource(Value value, TensorType type, LayoutNode? producer, int index, QuantizationParameters? quantization)
{
    /// <summary>The graph's value; of an input of the graph what the caller gives today.</summary>
    public Value Value { get; } = value;

    /// <summary>Element type and shape in the present layout.</summary>
    public TensorType Type { get; private set; } = type;

    public QuantizationParameters? Quantization { get; private set; } = quantization;

    /// <summary>Null for a constant, whose layout costs nothing.</summary>
    public LayoutNode? Producer { get; } = producer;

    /// <summary>Which output of <see cref="Producer"/> it is.</summary>
    public int Index { get; } = index;

    /// <summary>Every slot that reads it, in the order of the readers; not kept for constants.</summary>
    public List<LayoutSlot> Readers { get; } = [];

    /// <summary>
    /// The layout with its axes of extent 1 in front, in their order: the same for all layouts that have the elements in one order.
    /// </summary>
    public Permutation Order(Permutation layout) => Type.Shape is not { } shape
        ? layout
        : new(
            layout.Axes.Items.Where(axis => shape[axis] == 1).Order().Concat(layout.Axes.Items.Where(axis => shape[axis] != 1))
                .ToEquatableArray());

    /// <summary>Lays the value out anew; the readers' paths undo it.</summary>
    public void Permute(Permutation permutation)
    {
        Type = Type with { Shape = permutation.Apply(Type.Shape!) };
        Quantization = Permuted(Quantization, permutation);
        var back = permutation.Inverse();
        foreach (var slot in Readers) slot.Path = back.Then(slot.Path);
    }

    /// <summary>Quantisation of a value after its axes are permuted.</summary>
    public static QuantizationParameters? Permuted(QuantizationParameters? quantization, Permutation permutation) =>
        quantization is { IsPerAxis: true } ? quantization with { Axis = permutation.NewAxis(quantization.Axis) } : quantization;
}
