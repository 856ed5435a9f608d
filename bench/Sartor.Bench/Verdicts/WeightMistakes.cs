using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Bench.Verdicts;

/// <summary>Weights and biases that are another network's, or lie elsewhere.</summary>
internal static class WeightMistakes
{
    public static readonly Mistake Mirrored = Mistake.InSource(
        "a kernel is mirrored", graph => Change(graph, n => SpatialAxis(n) is { } axis && Kernel(n).Shape[axis] > 1,
            (n, w, shape) => Move(w, shape, SpatialAxis(n)!.Value, (i, extent) => extent - 1 - i)));

    public static readonly Mistake TwoChannels = Mistake.InSource(
        "two channels change places", graph => Change(graph, n => OutputCount(n) > 1, (n, w, shape) => Move(
            w, shape, OutputAxis(n), (i, _) => i < 2 ? 1 - i : i)));

    public static readonly Mistake LostChannel = Mistake.InSource(
        "a channel is lost", graph => Change(graph, _ => true, (n, w, shape) => Move(w, shape, OutputAxis(n), (i, _) => i == 0 ? -1 : i)));

    public static readonly Mistake LostBias = Mistake.InSource(
        "a bias is lost", graph => ChangeBias(graph, MiddleLayer, b => new float[b.Length]));

    public static IReadOnlyList<Mistake> All { get; } =
    [
        Mirrored, TwoChannels, LostChannel, LostBias,
        Mistake.InSource("height and width of a kernel change places", graph => Change(
            graph, n => n.Operator is Convolution { SpatialRank: 2 } && Kernel(n).Shape[2] > 1 && IsSquare(n), TransposeKernel)),
        Mistake.InSource("all channels are in the opposite order", graph => Change(graph, n => OutputCount(n) > 1, (n, w, shape) => Move(
            w, shape, OutputAxis(n), (i, extent) => extent - 1 - i))),
        Mistake.InSource("the halves of the channels change places", graph => Change(graph, n => OutputCount(n) > 1, (n, w, shape) => Move(
            w, shape, OutputAxis(n), (i, extent) => (i + (extent / 2)) % extent))),
        Mistake.InSource("two input channels change places", graph => Change(graph, n => InputAxis(n) is { } axis
            && Kernel(n).Shape[axis] > 1, (n, w, shape) => Move(w, shape, InputAxis(n)!.Value, (i, _) => i < 2 ? 1 - i : i))),
        Mistake.InSource("square weights are transposed", graph => Change(
            graph, n => n.Operator is MatMul or FullyConnected && IsSquareMatrix(n), TransposeMatrix)),
        Mistake.InSource("a channel has the wrong sign", graph => Change(graph, _ => true, (n, w, shape) => Scaled(
            w, shape, OutputAxis(n), i => i == 0 ? -1 : 1))),
        Mistake.InSource("a channel is 1.5 times too large", graph => Change(graph, _ => true, (n, w, shape) => Scaled(
            w, shape, OutputAxis(n), i => i == 0 ? 1.5f : 1))),
        Mistake.InSource("the weights of the last layer are shifted by a class", graph => Change(
            graph, n => OutputCount(n) > 1, (n, w, shape) => Move(w, shape, OutputAxis(n), (i, extent) => (i + 1) % extent), last: true)),
        Mistake.InSource("the weights are another network's", graph => EveryLayer(graph, Shuffled)),
        Mistake.InSource("one layer has another network's weights", graph => Change(graph, _ => true, (_, w, _) => Shuffled(w))),
        Mistake.InSource("the weights are those of another checkpoint", graph => EveryLayer(graph, Noisy)),
        Mistake.InSource("the weights end before their end", graph => Change(graph, _ => true, (_, w, _) => Truncated(w))),
        Mistake.InSource("weights beyond half of the largest are cut off", graph => EveryLayer(graph, w => Clipped(w, 0.5f))),
        Mistake.InSource("a bias has the wrong sign", graph => ChangeBias(graph, MiddleLayer, b => Array.ConvertAll(b, v => -v))),
        Mistake.InSource("a bias is added twice", graph => ChangeBias(graph, MiddleLayer, b => Array.ConvertAll(b, v => 2 * v))),
        Mistake.InSource("a bias is shifted by a channel", graph => ChangeBias(graph, MiddleLayer, b => [.. b[1..], b[0]])),
        Mistake.InSource("the bias of the last layer is lost", graph => ChangeBias(graph, GraphEdits.Last, b => new float[b.Length])),
    ];

    /// <summary>True for a convolution or a product with constant weights of float32.</summary>
    public static bool IsLayer(Node node) => node.Operator is Convolution or MatMul or FullyConnected or TransposeConvolution
        && node.Input(1).Constant is { Element: ElementType.Float32, Shape.Rank: > 1 };

    private static Tensor Kernel(Node node) => node.Input(1).Constant!;

    private static int OutputAxis(Node node) => node.Operator switch
    {
        Convolution { Kernel: KernelLayout.InputSpatialOutput } => Kernel(node).Shape.Rank - 1,
        Convolution => 0,
        MatMul { RightTransposed: true } or FullyConnected { Weights: WeightLayout.OutputInput } => Kernel(node).Shape.Rank - 2,
        _ => Kernel(node).Shape.Rank - 1,
    };

    private static long OutputCount(Node node) => Kernel(node).Shape[OutputAxis(node)];

    private static int? InputAxis(Node node) => node.Operator switch
    {
        Convolution { Kernel: KernelLayout.OutputInputSpatial, Groups: 1 } => 1,
        Convolution { Kernel: KernelLayout.OutputSpatialInput, Groups: 1 } => Kernel(node).Shape.Rank - 1,
        Convolution or TransposeConvolution => null,
        _ => OutputAxis(node) == Kernel(node).Shape.Rank - 1 ? Kernel(node).Shape.Rank - 2 : Kernel(node).Shape.Rank - 1,
    };

    // [O,I,H,W], [O,H,W,I] and [I,H,W,O] share axis 2.
    private static int? SpatialAxis(Node node) => node.Operator is Convolution { SpatialRank: 2 } ? 2 : null;

    private static bool IsSquare(Node node)
    {
        var (shape, first) = (Kernel(node).Shape, FirstSpatial(node));
        return shape[first] == shape[first + 1];
    }

    private static int FirstSpatial(Node node) => node.Operator is Convolution { Kernel: KernelLayout.OutputInputSpatial } ? 2 : 1;

    private static bool IsSquareMatrix(Node node) =>
        Kernel(node).Shape is { Rank: 2 } shape && shape[0] == shape[1] && shape[0] > 1;

    private static bool Change(ModelGraph graph, Func<Node, bool> fits, Func<Node, float[], Shape, float[]> change, bool last = false)
    {
        bool Fits(Node node) => IsLayer(node) && fits(node);
        var chosen = last ? GraphEdits.Last(graph, Fits) : MiddleConvolution(graph, Fits) ?? GraphEdits.Middle(graph, Fits);
        if (chosen is not { } node) return false;
        return Replace(node, change(node, Kernel(node).ToSingles(), Kernel(node).Shape));
    }

    private static Node? MiddleConvolution(ModelGraph graph, Func<Node, bool> fits) =>
        GraphEdits.Middle(graph, node => node.Operator is Convolution { SpatialRank: 2 } && fits(node));

    private static bool EveryLayer(ModelGraph graph, Func<float[], float[]> change)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(IsLayer).ToArray()) changed |= Replace(node, change(Kernel(node).ToSingles()));
        return changed;
    }

    private static bool Replace(Node node, float[] weights)
    {
        if (weights.AsSpan().SequenceEqual(Kernel(node).ToSingles())) return false;
        GraphEdits.SetConstant(node, 1, weights);
        return true;
    }

    private static Node? MiddleLayer(ModelGraph graph, Func<Node, bool> fits) =>
        MiddleConvolution(graph, fits) ?? GraphEdits.Middle(graph, fits);

    private static bool ChangeBias(
        ModelGraph graph, Func<ModelGraph, Func<Node, bool>, Node?> choose, Func<float[], float[]> change)
    {
        if (choose(graph, node => Bias(node) is not null) is not { } node) return false;
        var (at, input) = Bias(node)!.Value;
        var (old, values) = (at.Input(input).Constant!.ToSingles(), change(at.Input(input).Constant!.ToSingles()));
        if (values.AsSpan().SequenceEqual(old)) return false;
        GraphEdits.SetConstant(at, input, values);
        return true;
    }

    // An input of the layer, or of an addition right behind it.
    private static (Node Node, int Input)? Bias(Node node)
    {
        if (!IsLayer(node)) return null;
        if (node.OptionalInput(2) is { Constant: not null } own) return IsZero(own) ? null : (node, 2);
        if (node.Outputs is not [{ Uses: [{ Node: { Operator: Graph.Operators.Elementwise.Add } add, Index: var index }] }]) return null;
        return add.OptionalInput(1 - index) is { Constant: not null } added && !IsZero(added) ? (add, 1 - index) : null;
    }

    private static bool IsZero(Value value) => value.Constant!.ToSingles().All(v => v == 0);

    private static float[] TransposeKernel(Node node, float[] weights, Shape shape)
    {
        var first = FirstSpatial(node);
        int[] axes = [.. Enumerable.Range(0, shape.Rank)];
        (axes[first], axes[first + 1]) = (axes[first + 1], axes[first]);
        return TensorTranspose.Apply(Tensor.Create(shape, weights), new Permutation(axes.ToEquatableArray())).ToSingles();
    }

    private static float[] TransposeMatrix(Node node, float[] weights, Shape shape) =>
        TensorTranspose.Apply(Tensor.Create(shape, weights), new Permutation([1, 0])).ToSingles();

    // As many of each value as before: statistics of the weights do not tell.
    private static float[] Shuffled(float[] weights)
    {
        var shuffled = (float[])weights.Clone();
        new Random(weights.Length).Shuffle(shuffled);
        return shuffled;
    }

    // A twentieth of the weights' own size, as an epoch more of training changes them.
    private static float[] Noisy(float[] weights)
    {
        var random = new Random(weights.Length);
        var size = Math.Sqrt(weights.Average(w => (double)w * w));
        return Array.ConvertAll(weights, w => (float)(w + (size * 0.05 * Math.Sqrt(12) * (random.NextDouble() - 0.5))));
    }

    private static float[] Truncated(float[] weights)
    {
        var cut = (float[])weights.Clone();
        cut.AsSpan(cut.Length * 3 / 4).Clear();
        return cut;
    }

    private static float[] Clipped(float[] weights, float share)
    {
        var most = weights.Max(w => Math.Abs(w)) * share;
        return Array.ConvertAll(weights, w => Math.Clamp(w, -most, most));
    }

    private static float[] Scaled(float[] values, Shape shape, int axis, Func<long, float> factor)
    {
        var stride = shape.Strides()[axis];
        return [.. values.Select((v, i) => v * factor(i / stride % shape[axis]))];
    }

    /// <summary>Element i along the axis becomes what <paramref name="from"/> says; −1 for zero.</summary>
    private static float[] Move(float[] values, Shape shape, int axis, Func<long, long, long> from)
    {
        var moved = (float[])values.Clone();
        var stride = shape.Strides()[axis];
        for (long i = 0; i < values.Length; i++)
        {
            var place = i / stride % shape[axis];
            var other = from(place, shape[axis]);
            moved[i] = other < 0 ? 0 : values[i + ((other - place) * stride)];
        }
        return moved;
    }
}
