using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>
/// How a reshape maps runs of input axes to runs of output axes: the shortest runs with equal products. Within a run order matters;
/// runs as wholes can be permuted.
/// </summary>
public static class AxisGroups
{
    /// <summary>One run: <c>[InputStart, InputEnd)</c> of the input becomes <c>[OutputStart, OutputEnd)</c> of the output.</summary>
    public readonly record struct Group(int InputStart, int InputEnd, int OutputStart, int OutputEnd);

    /// <summary>The runs, or null for shapes with a zero extent or of different element counts.</summary>
    public static IReadOnlyList<Group>? Between(Shape input, Shape output)
    {
        if (input.ElementCount == 0 || input.ElementCount != output.ElementCount) return null;
        var groups = new List<Group>();
        int i = 0, o = 0;
        while (i < input.Rank || o < output.Rank)
        {
            int i0 = i, o0 = o;
            long a = 1, b = 1;
            if (i < input.Rank) a = input[i++];
            if (o < output.Rank) b = output[o++];
            while (a != b)
            {
                if (a < b) a *= input[i++];
                else b *= output[o++];
            }
            groups.Add(new Group(i0, i, o0, o));
        }
        return groups;
    }

    /// <summary>The permutation of the output that goes with one of the input, or null when a run would be torn.</summary>
    public static Permutation? PermuteThrough(IReadOnlyList<Group> groups, Permutation permutation, Shape input, Shape output)
    {
        // Axes of extent 1 carry no order, so a run is torn only when axes longer than 1 leave it.
        var order = new List<int>();
        var seen = new HashSet<int>();
        var at = 0;
        while (at < permutation.Rank)
        {
            var axis = permutation.Axes[at];
            var index = Find(groups, axis);
            if (!seen.Add(index)) return null;
            var group = groups[index];
            for (var k = group.InputStart; k < group.InputEnd; k++, at++)
            {
                if (at >= permutation.Rank || permutation.Axes[at] != k) return null;
            }
            order.Add(index);
        }
        for (var g = 0; g < groups.Count; g++)
        {
            // Output axes of extent 1 that no input axis stands behind stay next to their neighbour.
            if (!seen.Contains(g)) order.Insert(Math.Min(g, order.Count), g);
        }
        var axes = order.SelectMany(g => Enumerable.Range(groups[g].OutputStart, groups[g].OutputEnd - groups[g].OutputStart));
        var result = new Permutation(axes.ToEquatableArray());
        return result.IsValid && result.Rank == output.Rank && input.Rank == permutation.Rank ? result : null;
    }

    private static int Find(IReadOnlyList<Group> groups, int inputAxis)
    {
        for (var g = 0; g < groups.Count; g++)
        {
            if (inputAxis >= groups[g].InputStart && inputAxis < groups[g].InputEnd) return g;
        }
        throw new InvalidOperationException($"axis {inputAxis} is in no group");
    }
}
