using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>
/// In which orders the axes of one tensor may stand in another file: kept, channels moved last, channels moved first, with or without
/// an axis of samples before them. Axes of extent 1 do not count.
/// </summary>
internal static class AxisOrders
{
    /// <summary>The shape without its axes of extent 1.</summary>
    public static Shape Squeezed(Shape shape) => new([.. shape.Extents.Where(extent => extent != 1)]);

    /// <summary>The orders that bring one shape to the other, both without axes of extent 1; empty where none does.</summary>
    public static IReadOnlyList<Permutation> Between(Shape source, Shape variant) =>
        source.ElementCount != variant.ElementCount ? [] : [.. Of(source.Rank).Where(order => order.Apply(source).Equals(variant))];

    /// <summary>All orders of a rank, each once.</summary>
    public static IReadOnlyList<Permutation> Of(int rank)
    {
        if (rank < 2) return [Permutation.Identity(rank)];
        var last = Rotated(rank, 0);
        var lastBehindSamples = Rotated(rank, 1);
        return [.. new[] { Permutation.Identity(rank), last, last.Inverse(), lastBehindSamples, lastBehindSamples.Inverse() }.Distinct()];
    }

    // Axis `from` comes last; those before it keep their place.
    private static Permutation Rotated(int rank, int from) =>
        new(Enumerable.Range(0, rank).Select(i => i < from ? i : i == rank - 1 ? from : i + 1).ToEquatableArray());
}
