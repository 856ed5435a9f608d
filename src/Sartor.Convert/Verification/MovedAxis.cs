using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>Where an axis lies behind an operator that only moves elements.</summary>
internal static class MovedAxis
{
    /// <summary>Behind a transpose.</summary>
    public static int Transposed(int axis, Permutation permutation) => permutation.Axes.Items.IndexOf(axis);

    /// <summary>
    /// Behind a reshape; −1 where it is lost. An axis survives where as many elements lie before and behind one index of it as before.
    /// </summary>
    public static int Reshaped(int axis, Shape? from, Shape to)
    {
        if (from is null) return -1;
        var inner = Inner(from, axis);
        for (var other = 0; other < to.Rank; other++)
        {
            if (to[other] == from[axis] && Inner(to, other) == inner) return other;
        }
        return -1;
    }

    private static long Inner(Shape shape, int axis) => shape.Extents.Skip(axis + 1).Aggregate(1L, (product, extent) => product * extent);
}
