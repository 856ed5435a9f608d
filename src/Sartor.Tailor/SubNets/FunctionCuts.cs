using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Resampling;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.SubNets;

/// <summary>How operators are cut that compute each element from those at its place, in its channel or around it.</summary>
internal static class FunctionCuts
{
    /// <summary>A function of each element.</summary>
    public static CutNode Elementwise(NodeCut cut) => new(cut.Node.Operator, cut.Inputs[0]);

    /// <summary>A function of elements at the same place of operands that broadcast.</summary>
    public static CutNode Broadcasting(NodeCut cut)
    {
        int[] operands = [.. Enumerable.Range(0, cut.Inputs.Length).Where(cut.Has)];
        var merged = Broadcast.Merge(cut, operands, cut.OutputShape.Rank);
        return new CutNode(cut.Node.Operator, merged)
        {
            Constants = operands.Where(cut.IsConstant).ToDictionary(i => i, i => Broadcast.OfConstant(cut.Shape(i), merged)),
        };
    }

    /// <summary>Inputs behind the first are constants, one number a channel.</summary>
    public static CutNode PerChannel(NodeCut cut) => new(cut.Node.Operator, cut.Inputs[0])
    {
        Constants = Enumerable.Range(1, cut.Inputs.Length - 1).Where(cut.Has).ToDictionary(i => i, _ => new[] { cut.Inputs[0][1] }),
    };

    public static CutNode Of(LayerNormalization op, NodeCut cut)
    {
        AxisCut[] normalized = cut.Inputs[0][op.Axis..];
        if (normalized.Any(axis => axis is ResizedAxis)) throw cut.Refuse("has a scale for each place of a plane whose size changes");
        return new CutNode(op, cut.Inputs[0])
        {
            Constants = Enumerable.Range(1, cut.Inputs.Length - 1).Where(cut.Has)
                .ToDictionary(i => i, i => Broadcast.OfConstant(cut.Shape(i), normalized)),
        };
    }

    public static CutNode Of(Reduce op, NodeCut cut) => new(op, [.. cut.Inputs[0]
        .Select((axis, i) => !op.Axes.Items.Contains(i) ? axis : op.KeepAxes ? AxisCut.Whole(1) : null).OfType<AxisCut>()]);

    /// <summary>A window over the whole plane stays that.</summary>
    public static CutNode Of(Pooling op, NodeCut cut)
    {
        const int first = 2;
        var plane = cut.Inputs[0].AsSpan(first, op.SpatialRank).ToArray();
        var isGlobal = plane.Select((axis, i) => axis.Own == op.Kernel[i] && cut.OutputShape[first + i] == 1).All(whole => whole);
        var cutOp = isGlobal ? op with { Kernel = [.. NodeCut.Extents(plane)] } : op;
        return new CutNode(cutOp, [.. cut.Inputs[0].Select((axis, i) => i >= first && i < first + op.SpatialRank ? null : axis)]);
    }

    public static CutNode Of(Resize op, NodeCut cut)
    {
        var extents = cut.Inputs[0].Select((axis, i) => axis is ResizedAxis
            ? (long)Math.Floor((double)axis.Extent * op.Scales[i]) : op.Extents[i] == axis.Own ? axis.Extent : op.Extents[i]).ToArray();
        if (cut.Inputs[0].Where((axis, i) => axis is KeptAxis && op.Extents[i] != axis.Own).Any()) throw cut.Refuse("resizes channels");
        return new CutNode(op with { Extents = [.. extents] }, [.. cut.Inputs[0].Select((axis, i) => axis is KeptAxis ? axis : null)]);
    }
}
