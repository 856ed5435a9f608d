using Sartor.Core;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Tailor.SubNets;

/// <summary>How operators are cut that move elements.</summary>
internal static class ShapeCuts
{
    public static CutNode Of(Transpose op, NodeCut cut) => new(op, [.. op.Permutation.Axes.Items.Select(axis => cut.Inputs[0][axis])]);

    public static CutNode Of(BroadcastTo op, NodeCut cut)
    {
        var input = cut.Inputs[0];
        var lead = op.Extents.Count - input.Length;
        AxisCut[] output = [.. cut.OutputShape.Extents.Select((extent, axis) =>
            axis >= lead && cut.Shape(0)[axis - lead] == extent ? input[axis - lead] : AxisCut.Whole(extent))];
        return new CutNode(new BroadcastTo([.. NodeCut.Extents(output)]), output);
    }

    public static CutNode Of(Tile op, NodeCut cut)
    {
        for (var axis = 0; axis < cut.Inputs[0].Length; axis++)
        {
            if (!cut.Inputs[0][axis].IsWhole && op.Repeats[axis] != 1) throw cut.Refuse("repeats an axis that is cut");
        }
        return new CutNode(op, [.. cut.Inputs[0].Select((input, axis) =>
            op.Repeats[axis] == 1 ? input : AxisCut.Whole(cut.OutputShape[axis]))]);
    }

    public static CutNode Of(Slice op, NodeCut cut)
    {
        long[] starts = [.. op.Starts], sizes = [.. op.Sizes];
        var output = new AxisCut[sizes.Length];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            (starts[axis], output[axis]) = Along(cut, cut.Inputs[0][axis], starts[axis], sizes[axis], op.Steps[axis]);
            sizes[axis] = output[axis].Extent;
        }
        return new CutNode(new Slice([.. starts], [.. sizes], op.Steps), output);
    }

    public static CutNode Of(Split op, NodeCut cut)
    {
        var start = 0L;
        var outputs = new List<AxisCut[]>();
        foreach (var size in op.Sizes)
        {
            var part = Along(cut, cut.Inputs[0][op.Axis], start, size, 1).Cut;
            outputs.Add([.. cut.Inputs[0].Select((axis, i) => i == op.Axis ? part : axis)]);
            start += size;
        }
        return new CutNode(op with { Sizes = [.. outputs.Select(output => output[op.Axis].Extent)] }, [.. outputs]);
    }

    public static CutNode Of(Gather op, NodeCut cut)
    {
        var axis = cut.Inputs[0][op.Axis];
        var indices = cut.Node.Input(1).Constant?.ToInt64s();
        if (!axis.IsWhole && (indices is null || !indices.All(i => i >= 0 && IsSame(axis, i))))
            throw cut.Refuse("gathers places of an axis that is cut");
        return new CutNode(op, [.. cut.Inputs[0].Take(op.Axis), .. cut.Inputs[1].Skip(op.BatchAxes), .. cut.Inputs[0].Skip(op.Axis + 1)]);
    }

    public static CutNode Of(Concat op, NodeCut cut)
    {
        var places = Enumerable.Range(0, cut.Inputs.Length).ToArray();
        var output = new AxisCut[cut.OutputShape.Rank];
        for (var axis = 0; axis < output.Length; axis++)
        {
            if (axis == op.Axis) continue;
            var moving = places.Where(i => !cut.IsConstant(i)).ToArray();
            output[axis] = moving.Length == 0 ? AxisCut.Whole(cut.OutputShape[axis])
                : moving.Select(i => cut.Inputs[i][axis]).Aggregate((left, right) => Broadcast.Agree(cut, left, false, right, false));
        }
        output[op.Axis] = Joined(cut, [.. places.Select(i => cut.Inputs[i][op.Axis])]);
        return new CutNode(op, output)
        {
            Constants = places.Where(cut.IsConstant).ToDictionary(
                i => i, i => output.Select((axis, a) => a == op.Axis ? cut.Inputs[i][a] : axis).ToArray()),
        };
    }

    public static CutNode Of(Pad op, NodeCut cut)
    {
        for (var axis = 0; axis < cut.Inputs[0].Length; axis++)
        {
            if (cut.Inputs[0][axis] is KeptAxis && (op.Before[axis] != 0 || op.After[axis] != 0))
                throw cut.Refuse("pads channels that are cut");
        }
        return new CutNode(op, [.. cut.Inputs[0].Select((axis, i) => op.Before[i] == 0 && op.After[i] == 0 ? axis : null)]);
    }

    public static CutNode Of(Reshape op, NodeCut cut)
    {
        Shape from = cut.Shape(0), to = cut.OutputShape;
        var groups = AxisGroups.Between(from, to) ?? throw cut.Refuse("reshapes an empty tensor");
        var output = new AxisCut[to.Rank];
        foreach (var group in groups)
        {
            var input = cut.Inputs[0][group.InputStart..group.InputEnd];
            var extents = to.Extents.ToArray()[group.OutputStart..group.OutputEnd];
            Divide(cut, Merge(cut, input), extents).CopyTo(output, group.OutputStart);
        }
        return new CutNode(new Reshape([.. NodeCut.Extents(output)]), output);
    }

    private static (long Start, AxisCut Cut) Along(NodeCut cut, AxisCut axis, long start, long size, long step)
    {
        if (start == 0 && step == 1 && size == axis.Own) return (0, axis);
        switch (axis)
        {
            case WholeAxis:
                return (start, AxisCut.Whole(size));
            case KeptAxis when step == 1:
                var places = axis.Places();
                var before = places.Count(place => place < start);
                return (before, AxisCut.Listed([.. places.Where(p => p >= start && p < start + size).Select(p => p - (int)start)], size));
            case ResizedAxis resized when start + size <= resized.Prefix && step == 1:
                return (start, AxisCut.Whole(size));
            case ResizedAxis resized when start == resized.Prefix && step == 1 && start + size == axis.Own:
                return (start, AxisCut.Resized(0, resized.From, resized.To));
            case ResizedAxis { Prefix: 0, From.Count: 1 } when step > 0 && start + (size * step) >= axis.Own:
                var count = (axis.Extent - start + step - 1) / step;
                if (count < 1) throw cut.Refuse("takes places that a smaller plane has not");
                return (start, AxisCut.Resized(0, [size], [count]));
            default:
                throw cut.Refuse("takes a part of an axis that is cut elsewhere");
        }
    }

    private static bool IsSame(AxisCut axis, long place) => axis switch
    {
        ResizedAxis resized => place < resized.Prefix,
        KeptAxis { Chosen: null } => place < axis.Extent,
        _ => false,
    };

    private static AxisCut Joined(NodeCut cut, AxisCut[] parts)
    {
        if (parts.All(part => part.IsWhole)) return AxisCut.Whole(parts.Sum(part => part.Own));
        if (parts[^1] is ResizedAxis resized && parts.SkipLast(1).All(part => part.IsWhole))
            return AxisCut.Resized(resized.Prefix + parts.SkipLast(1).Sum(part => part.Own), resized.From, resized.To);
        if (parts.Any(part => part is ResizedAxis)) throw cut.Refuse("joins planes whose size changes");
        var places = new List<int>();
        var start = 0;
        foreach (var part in parts)
        {
            places.AddRange(part.Places().Select(place => start + place));
            start += (int)part.Own;
        }
        return AxisCut.Listed(places, start);
    }

    private static AxisCut Merge(NodeCut cut, AxisCut[] axes)
    {
        var several = axes.Where(axis => axis.Own != 1).ToArray();
        if (several.Length <= 1) return several.Length == 0 ? AxisCut.Whole(1) : several[0];
        if (several.All(axis => axis.IsWhole)) return AxisCut.Whole(several.Aggregate(1L, (all, axis) => all * axis.Own));
        if (several.Any(axis => axis is ResizedAxis))
        {
            if (several.Any(axis => axis is KeptAxis or ResizedAxis { Prefix: > 0 }))
                throw cut.Refuse("takes every place of a plane, whose number the resolution changes");
            return AxisCut.Resized(
                0, [.. several.SelectMany(axis => axis is ResizedAxis resized ? resized.From.Items : [axis.Own])],
                [.. several.SelectMany(axis => axis is ResizedAxis resized ? resized.To.Items : [axis.Extent])]);
        }
        IEnumerable<int> places = [0];
        foreach (var axis in several)
        {
            var own = axis.Places();
            places = places.SelectMany(place => own.Select(inner => (int)((place * axis.Own) + inner)));
        }
        return AxisCut.Listed([.. places], several.Aggregate(1L, (all, axis) => all * axis.Own));
    }

    // The axes that one becomes: an axis with some of its elements has to be some of each.
    private static AxisCut[] Divide(NodeCut cut, AxisCut axis, long[] extents)
    {
        var several = extents.Count(extent => extent != 1);
        if (axis.IsWhole) return [.. extents.Select(AxisCut.Whole)];
        if (several == 1) return [.. extents.Select(extent => extent == 1 ? AxisCut.Whole(1) : axis)];
        if (axis is ResizedAxis { Prefix: 0 } resized && resized.From.Items.Where(e => e != 1).SequenceEqual(extents.Where(e => e != 1)))
        {
            var to = new Queue<long>(resized.To.Items.Where((_, i) => resized.From[i] != 1));
            return [.. extents.Select(extent => extent == 1 ? AxisCut.Whole(1) : AxisCut.Resized(0, [extent], [to.Dequeue()]))];
        }
        if (axis is ResizedAxis) throw cut.Refuse("divides a plane whose size changes");
        var places = axis.Places();
        var divided = new AxisCut[extents.Length];
        var inner = axis.Own;
        for (var i = 0; i < extents.Length; i++)
        {
            inner /= extents[i];
            var (step, extent) = (inner, extents[i]);
            divided[i] = AxisCut.Listed([.. places.Select(place => (int)(place / step % extent)).Distinct().Order()], extent);
        }
        if (divided.Aggregate(1L, (all, part) => all * part.Extent) != axis.Extent)
            throw cut.Refuse($"divides {axis.Extent} of {axis.Own} elements into axes of which each would lose others");
        return divided;
    }
}
