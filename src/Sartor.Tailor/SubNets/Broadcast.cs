using Sartor.Core;

namespace Sartor.Tailor.SubNets;

/// <summary>What is left of operands that broadcast to one shape.</summary>
internal static class Broadcast
{
    /// <summary>What is left of the leading axes of the result.</summary>
    /// <param name="cut">The node.</param>
    /// <param name="operands">Its inputs that broadcast.</param>
    /// <param name="rank">How many axes.</param>
    /// <param name="fromEnd">How many axes of each operand lie behind them.</param>
    public static AxisCut[] Merge(NodeCut cut, IReadOnlyList<int> operands, int rank, int fromEnd = 0)
    {
        var merged = new AxisCut[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            AxisCut? known = null;
            var areConstants = true;
            foreach (var operand in operands)
            {
                var place = cut.Inputs[operand].Length - fromEnd - (rank - axis);
                if (place < 0 || cut.Shape(operand)[place] == 1) continue;
                var (other, isConstant) = (cut.Inputs[operand][place], cut.IsConstant(operand));
                known = known is null ? other : Agree(cut, known, areConstants, other, isConstant);
                areConstants &= isConstant;
            }
            merged[axis] = known ?? AxisCut.Whole(1);
        }
        return merged;
    }

    /// <summary>What is left of an axis that two operands have: a constant follows the other, two that move have to agree.</summary>
    public static AxisCut Agree(NodeCut cut, AxisCut left, bool isLeftConstant, AxisCut right, bool isRightConstant)
    {
        if (isLeftConstant) return right;
        if (isRightConstant || left == right) return left;
        throw cut.Refuse($"joins {Text(left)} and {Text(right)}, which have to stay alike");
    }

    /// <summary>What is left of a constant that broadcasts to a result.</summary>
    public static AxisCut[] OfConstant(Shape shape, IReadOnlyList<AxisCut> result) =>
        [.. shape.Extents.Select((extent, axis) => extent == 1 ? AxisCut.Whole(1) : result[result.Count - shape.Rank + axis])];

    private static string Text(AxisCut cut) => cut.IsWhole ? $"all {cut.Own} elements" : $"{cut.Extent} of {cut.Own} elements";
}
