using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Bench;

/// <summary>
/// A mistake that a converter could make, made in the middle of a network: what the gates of verification have to notice.
/// </summary>
/// <param name="Name">For a table.</param>
/// <param name="Make">Makes it; false where the network has no place for it.</param>
internal sealed record Fault(string Name, Func<ModelGraph, bool> Make)
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("a kernel is mirrored", graph =>
            ChangeKernel(graph, n => Kernel(n).Shape[SpatialAxis(n)] > 1, (n, w, shape) => Reverse(w, shape, SpatialAxis(n)))),
        new("two channels change places", graph => ChangeKernel(graph, _ => true, (n, w, shape) => Exchange(w, shape, OutputAxis(n)))),
        new("a channel is lost", graph => ChangeKernel(graph, _ => true, (n, w, shape) => Clear(w, shape, OutputAxis(n)))),
        new("a bias is lost", LoseBias),
        new("a window is one pixel off", ShiftWindow),
        new("an activation is lost", LoseActivation),
    ];

    private static Tensor Kernel(Node node) => node.Input(1).Constant!;

    private static bool IsLast(Node node) => ((Convolution)node.Operator).Kernel == KernelLayout.InputSpatialOutput;

    private static int OutputAxis(Node node) => IsLast(node) ? Kernel(node).Shape.Rank - 1 : 0;

    // [O,I,H,W], [O,H,W,I] and [I,H,W,O] share axis 2.
    private static int SpatialAxis(Node _) => 2;

    private static Node? Middle(ModelGraph graph, Func<Node, bool> fits)
    {
        Node[] nodes = [.. graph.Nodes.Where(fits)];
        return nodes.Length == 0 ? null : nodes[nodes.Length / 2];
    }

    private static bool IsConvolution(Node node) => node.Operator is Convolution { SpatialRank: 2 } && node.Input(1).Constant is not null;

    private static bool ChangeKernel(ModelGraph graph, Func<Node, bool> fits, Action<Node, float[], Shape> change)
    {
        if (Middle(graph, n => IsConvolution(n) && fits(n)) is not { } node) return false;
        var weights = Kernel(node).ToSingles();
        change(node, weights, Kernel(node).Shape);
        Replace(node, 1, weights);
        return true;
    }

    private static bool LoseBias(ModelGraph graph)
    {
        if (Middle(graph, n => IsConvolution(n) && n.OptionalInput(2)?.Constant is not null) is not { } node) return false;
        Replace(node, 2, new float[node.Input(2).Type.ElementCount!.Value]);
        return true;
    }

    private static bool ShiftWindow(ModelGraph graph)
    {
        if (Middle(
            graph, n =>
                IsConvolution(n) && ((Convolution)n.Operator).PadsBefore[1]
                    + ((Convolution)n.Operator).PadsAfter[1] > 0) is not { } node) return false;
        var op = (Convolution)node.Operator;
        var (before, after) = (op.PadsBefore.ToArray(), op.PadsAfter.ToArray());
        var step = after[1] > 0 ? 1 : -1;
        (before[1], after[1]) = (before[1] + step, after[1] - step);
        node.Operator = op with { PadsBefore = before.ToEquatableArray(), PadsAfter = after.ToEquatableArray() };
        return true;
    }

    private static bool LoseActivation(ModelGraph graph)
    {
        if (Middle(graph, n => n.Operator is Clamp or Convolution { Activation: not Activation.None }) is not { } node) return false;
        if (node.Operator is Convolution convolution) node.Operator = convolution.WithActivation(Activation.None);
        else graph.ReplaceUses(node.Output, node.Input(0));
        return true;
    }

    private static void Replace(Node node, int input, float[] values) =>
        node.SetInput(input, ModelGraph.NewConstant(node.Input(input).Name, Tensor.Create(node.Input(input).Type.Shape!, values)));

    private static void Reverse(float[] values, Shape shape, int axis) => Move(values, shape, axis, (i, extent) => extent - 1 - i);

    private static void Exchange(float[] values, Shape shape, int axis) => Move(values, shape, axis, (i, _) => i < 2 ? 1 - i : i);

    private static void Clear(float[] values, Shape shape, int axis) => Move(values, shape, axis, (i, _) => i == 0 ? -1 : i);

    /// <summary>Element i along the axis becomes what <paramref name="from"/> says; −1 for zero.</summary>
    private static void Move(float[] values, Shape shape, int axis, Func<long, long, long> from)
    {
        var old = (float[])values.Clone();
        var stride = shape.Strides()[axis];
        for (long i = 0; i < values.Length; i++)
        {
            var place = i / stride % shape[axis];
            var other = from(place, shape[axis]);
            values[i] = other < 0 ? 0 : old[i + ((other - place) * stride)];
        }
    }
}
