using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Resampling;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Bench.Verdicts;

/// <summary>Windows that look elsewhere: pads, strides, dilations, pooling, resizing.</summary>
internal static class WindowMistakes
{
    public static readonly Mistake OnePixelOff = Mistake.InSource("a window is one pixel off", graph => Shift(graph, 1));

    public static IReadOnlyList<Mistake> All { get; } =
    [
        OnePixelOff,
        Mistake.InSource("a window is one pixel off along the height", graph => Shift(graph, 0)),
        Mistake.InSource("the padding is SAME_LOWER for SAME_UPPER", graph => GraphEdits.Change<Convolution>(graph, Exchanged)),
        Mistake.InSource("a pooling window is one pixel off", ShiftPooling),
        Mistake.InSource("a stride begins at the second pixel", ShiftStrides),
        Mistake.InSource("a dilation is lost", graph => GraphEdits.Change<Convolution>(graph, Undilated)),
        Mistake.InSource("a pooling window is smaller by one", SmallerPooling),
        Mistake.InSource("the padding counts in the mean, or does not", graph => GraphEdits.Change<AveragePool>(
            graph, op => HasPads(op) ? op with { CountsPadding = !op.CountsPadding } : null)),
        Mistake.InSource("the greatest element for the mean", graph => GraphEdits.Change<AveragePool>(
            graph, op => new MaxPool(op.Layout, op.Kernel, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter, op.Activation))),
        Mistake.InSource("the mean for the greatest element", graph => GraphEdits.Change<MaxPool>(
            graph, op => new AveragePool(
                op.Layout, op.Kernel, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter, false, op.Activation))),
        Mistake.InSource("resizing without half pixels, or with them", graph => GraphEdits.Change<Resize>(graph, OtherCoordinates)),
        Mistake.InSource("resizing with aligned corners", graph => GraphEdits.Change<Resize>(graph, op => op with
        {
            Coordinates = ResizeCoordinates.AlignCorners,
            Rounding = op.Mode == ResizeMode.Nearest ? ResizeRounding.HalfUp : op.Rounding,
        })),
        Mistake.InSource("nearest for linear resizing", graph => GraphEdits.Change<Resize>(graph, op => op.Mode == ResizeMode.Linear
            ? op with { Mode = ResizeMode.Nearest, Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor }
            : null)),
        Mistake.InSource("the border is mirrored instead of zero", MirrorBorder),
    ];

    private static bool HasPads(AveragePool op) => op.PadsBefore.Items.Concat(op.PadsAfter.Items).Any(p => p > 0);

    private static bool Shift(ModelGraph graph, int axis) => GraphEdits.Change<Convolution>(
        graph, op => op.SpatialRank > axis && Moved(op.PadsBefore, op.PadsAfter, axis) is { } pads
            ? op with { PadsBefore = pads.Before, PadsAfter = pads.After }
            : null);

    private static (EquatableArray<long> Before, EquatableArray<long> After)? Moved(
        EquatableArray<long> padsBefore, EquatableArray<long> padsAfter, int axis)
    {
        if (padsBefore[axis] + padsAfter[axis] == 0) return null;
        var (before, after) = (padsBefore.ToArray(), padsAfter.ToArray());
        var step = after[axis] > 0 ? 1 : -1;
        (before[axis], after[axis]) = (before[axis] + step, after[axis] - step);
        return (before.ToEquatableArray(), after.ToEquatableArray());
    }

    private static Convolution? Exchanged(Convolution op) =>
        op.PadsBefore == op.PadsAfter ? null : op with { PadsBefore = op.PadsAfter, PadsAfter = op.PadsBefore };

    private static bool ShiftPooling(ModelGraph graph)
    {
        if (GraphEdits.Middle<Pooling>(graph, op => Moved(op.PadsBefore, op.PadsAfter, 0) is not null) is not { } node) return false;
        var op = (Pooling)node.Operator;
        var (before, after) = Moved(op.PadsBefore, op.PadsAfter, 0)!.Value;
        node.Operator = op is MaxPool max
            ? max with { PadsBefore = before, PadsAfter = after }
            : (AveragePool)op with { PadsBefore = before, PadsAfter = after };
        return true;
    }

    // The input moves by a pixel against the windows; what falls off comes back at the other end.
    private static bool ShiftStrides(ModelGraph graph)
    {
        var node = GraphEdits.Middle(graph, n => n.Operator is Convolution { SpatialRank: 2 } op && op.Strides[1] > 1
            && n.Input(0).Constant is null);
        if (node is null) return false;
        var axis = ((Convolution)node.Operator).Layout == ChannelLayout.ChannelsFirst ? 3 : 2;
        return GraphEdits.Wrap(graph, node.Input(0), (x, add) =>
        {
            var extent = (int)x.Type.Shape![axis];
            return GraphEdits.Reorder(x, axis, i => Math.Min(i + 1, extent - 1), add);
        });
    }

    private static Convolution? Undilated(Convolution op)
    {
        if (op.SpatialRank != 2 || op.Dilations.Items.All(d => d == 1)) return null;
        // A kernel of 3 with a dilation of d wants pads of d on each side.
        if (op.PadsBefore != op.Dilations || op.PadsAfter != op.Dilations) return null;
        return op with { Dilations = [1, 1], PadsBefore = [1, 1], PadsAfter = [1, 1] };
    }

    // A window of 3 with pads of 1 and a stride of 2 gives what one of 2 without pads gives, where the extents are even.
    private static bool SmallerPooling(ModelGraph graph)
    {
        bool Fits(Pooling op) => op.Kernel == EquatableArray.Create<long>([3, 3]) && op.Strides == EquatableArray.Create<long>([2, 2])
            && op.PadsBefore == EquatableArray.Create<long>([1, 1]);
        if (GraphEdits.Middle<Pooling>(graph, Fits) is not { } node) return false;
        EquatableArray<long> two = [2, 2], none = [0, 0];
        node.Operator = node.Operator is MaxPool max
            ? max with { Kernel = two, PadsBefore = none, PadsAfter = none }
            : (AveragePool)node.Operator with { Kernel = two, PadsBefore = none, PadsAfter = none };
        return true;
    }

    private static Resize? OtherCoordinates(Resize op) => op.Mode != ResizeMode.Linear ? null : op with
    {
        Coordinates = op.Coordinates == ResizeCoordinates.Asymmetric ? ResizeCoordinates.HalfPixel : ResizeCoordinates.Asymmetric,
    };

    private static bool MirrorBorder(ModelGraph graph)
    {
        var node = GraphEdits.Middle(graph, n => n.Operator is Convolution { SpatialRank: 2, Layout: ChannelLayout.ChannelsFirst } op
            && op.PadsBefore == EquatableArray.Create<long>([1, 1]) && op.PadsAfter == EquatableArray.Create<long>([1, 1]));
        if (node is null) return false;
        var op = (Convolution)node.Operator;
        var x = node.Input(0);
        var padded = graph.Add(new Pad(PadMode.Reflect, [0, 0, 1, 1], [0, 0, 1, 1], 0), [x], $"{node.Name}/planted", before: node);
        node.SetInput(0, padded.Output);
        node.Operator = op with { PadsBefore = [0, 0], PadsAfter = [0, 0] };
        return true;
    }
}
