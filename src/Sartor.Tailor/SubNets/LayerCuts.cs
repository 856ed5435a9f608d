using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.SubNets;

/// <summary>How layers with weights are cut.</summary>
internal static class LayerCuts
{
    public static CutNode Of(Convolution op, NodeCut cut, Func<Value, AxisCut> cutOf)
    {
        if (op.Layout != ChannelLayout.ChannelsFirst || op.Kernel != KernelLayout.OutputInputSpatial || !cut.IsConstant(1))
            throw cut.Refuse("is a convolution with channels last or with weights that are computed");
        var kernel = cut.Shape(1);
        var input = cut.Inputs[0][1];
        var (outputs, groups) = Channels(op, cut, input, kernel, cutOf);
        var resized = op with { Groups = groups };
        AxisCut[] weights = [outputs, op.Groups == 1 ? input : AxisCut.Whole(kernel[1]), .. Kernel(cut, kernel, ref resized)];
        var constants = new Dictionary<int, AxisCut[]> { [1] = weights };
        if (cut.Has(2)) constants[2] = [outputs];
        return new CutNode(resized, [cut.Inputs[0][0], outputs, .. new AxisCut?[op.SpatialRank]]) { Constants = constants };
    }

    public static CutNode Of(FullyConnected op, NodeCut cut, Func<Value, AxisCut> cutOf)
    {
        if (!cut.IsConstant(1)) throw cut.Refuse("is a linear layer with weights that are computed");
        var input = cut.Inputs[0][^1];
        if (input is ResizedAxis)
        {
            throw cut.Refuse("takes every place of a plane, whose number the resolution changes");
        }
        var own = op.Extents(cut.Shape(1)).Outputs;
        var outputs = cut.Plan?.Outputs?.Of(own, input, cutOf) ?? AxisCut.Whole(own);
        var constants = new Dictionary<int, AxisCut[]>
        {
            [1] = op.Weights == WeightLayout.OutputInput ? [outputs, input] : [input, outputs],
        };
        if (cut.Has(2)) constants[2] = [.. NodeCut.Whole(cut.Shape(2)).SkipLast(1), outputs];
        return new CutNode(op, [.. cut.Inputs[0].SkipLast(1), outputs]) { Constants = constants };
    }

    public static CutNode Of(MatMul op, NodeCut cut)
    {
        var batch = cut.OutputShape.Rank - 2;
        int rowOfLeft = op.LeftTransposed ? 1 : 2, innerOfLeft = 3 - rowOfLeft, innerOfRight = op.RightTransposed ? 1 : 2;
        var merged = Broadcast.Merge(cut, [0, 1], batch, fromEnd: 2);
        var inner = Broadcast.Agree(cut, cut.Inputs[0][^innerOfLeft], cut.IsConstant(0), cut.Inputs[1][^innerOfRight], cut.IsConstant(1));
        AxisCut[] output = [.. merged, cut.Inputs[0][^rowOfLeft], cut.Inputs[1][^(3 - innerOfRight)]];
        var constants = new Dictionary<int, AxisCut[]>();
        for (var i = 0; i < 2; i++)
        {
            if (!cut.IsConstant(i)) continue;
            var axes = Broadcast.OfConstant(cut.Shape(i), [.. merged, AxisCut.Whole(1), AxisCut.Whole(1)]);
            (axes[^1], axes[^2]) = (AxisCut.Whole(cut.Shape(i)[-1]), AxisCut.Whole(cut.Shape(i)[-2]));
            axes[^(i == 0 ? innerOfLeft : innerOfRight)] = inner;
            constants[i] = axes;
        }
        return new CutNode(op, output) { Constants = constants };
    }

    private static (AxisCut Outputs, long Groups) Channels(
        Convolution op, NodeCut cut, AxisCut input, Shape kernel, Func<Value, AxisCut> cutOf)
    {
        if (op.Groups > 1 && op.Groups == input.Own)
        {
            var each = (int)(kernel[0] / op.Groups);
            if (input.IsWhole) return (AxisCut.Whole(kernel[0]), op.Groups);
            int[] places = [.. input.Places().SelectMany(place => Enumerable.Range(place * each, each))];
            return (AxisCut.Listed(places, kernel[0]), input.Extent);
        }
        var outputs = cut.Plan?.Outputs?.Of(kernel[0], input, cutOf) ?? AxisCut.Whole(kernel[0]);
        if (op.Groups > 1 && !(input.IsWhole && outputs.IsWhole))
            throw cut.Refuse($"has {op.Groups} groups, whose number its channels would change");
        return (outputs, op.Groups);
    }

    // The centre of the kernel, with as much less padding as it is smaller.
    private static AxisCut[] Kernel(NodeCut cut, Shape kernel, ref Convolution op)
    {
        var cuts = kernel.Extents.Skip(2).Select(AxisCut.Whole).ToArray();
        if (cut.Plan?.Kernel is not { } size) return cuts;
        long[] before = [.. op.PadsBefore], after = [.. op.PadsAfter];
        for (var axis = 0; axis < cuts.Length; axis++)
        {
            var less = (int)(kernel[axis + 2] - size) / 2;
            if (less <= 0) continue;
            cuts[axis] = AxisCut.Listed([.. Enumerable.Range(less, (int)size)], kernel[axis + 2]);
            before[axis] -= less * op.Dilations[axis];
            after[axis] -= less * op.Dilations[axis];
            if (before[axis] < 0 || after[axis] < 0) throw cut.Refuse("has less padding than its kernel would lose");
        }
        op = op with { PadsBefore = [.. before], PadsAfter = [.. after] };
        return cuts;
    }
}
