using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>
/// A tensor seen as vectors along one run of axes: element k of vector (outer, inner) is at <c>(outer·Length + k)·Inner + inner</c>.
/// </summary>
/// <param name="Outer">Product of the extents before.</param>
/// <param name="Length">Product of the extents in the run.</param>
/// <param name="Inner">Product of the extents after.</param>
internal readonly record struct AxisRuns(long Outer, long Length, long Inner)
{
    public static AxisRuns Along(Shape shape, int axis) => Between(shape, axis, axis + 1);

    /// <summary>The run of axes <c>[first, end)</c>.</summary>
    public static AxisRuns Between(Shape shape, int first, int end)
    {
        var extents = shape.Extents;
        return new(Product(extents.AsSpan(0, first)), Product(extents.AsSpan(first, end - first)), Product(extents.AsSpan()[end..]));
    }

    /// <summary>Calls <paramref name="apply"/> with the place of the first element of each vector.</summary>
    public void ForEach(Action<long> apply)
    {
        for (long outer = 0; outer < Outer; outer++)
        {
            for (long inner = 0; inner < Inner; inner++) apply((outer * Length * Inner) + inner);
        }
    }

    private static long Product(ReadOnlySpan<long> extents)
    {
        long product = 1;
        foreach (var extent in extents) product *= extent;
        return product;
    }
}
