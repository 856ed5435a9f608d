using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;
using static Sartor.Bench.Verdicts.GraphEdits;

namespace Sartor.Bench.Verdicts;

/// <summary>Connections, orders of axes, indices and masks that are not the network's.</summary>
internal static class StructureMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        Mistake.InSource("a residual is dropped", graph => Middle(graph, IsResidual) is { } node && Bypass(graph, node, node.Input(0))),
        Mistake.InSource("the other part of a residual is dropped", graph => Middle(graph, IsResidual) is { } node
            && Bypass(graph, node, node.Input(1))),
        Mistake.InSource("a residual is subtracted", graph => ChangeNode(graph, IsResidual, new Sub())),
        Mistake.InSource("a gate is dropped", graph => Middle(graph, n => n.Operator is Mul && n.Inputs.All(v => v!.Constant is null)
            && n.Input(0).Type == n.Output.Type) is { } node && Bypass(graph, node, node.Input(0))),
        Mistake.InSource("a factor is dropped", graph => Middle(graph, n => n.Operator is Mul or Div && n.Input(1).Constant is not null)
            is { } node && Bypass(graph, node, node.Input(0))),
        Mistake.InSource("parts are joined in another order", ExchangeParts),
        Mistake.InSource("a map is flattened in another order", FlattenOtherwise),
        Mistake.InSource("channels are taken for rows", ReadAsChannelsLast),
        Mistake.InSource("height and width of a map change places", graph => PermuteMap(graph, [0, 1, 3, 2])),
        Mistake.InSource("channels and rows of a map change places", graph => PermuteMap(graph, [0, 2, 1, 3])),
        Mistake.InSource("red and blue change places", graph => graph.Inputs[0] is { Type.Shape: { Rank: 4 } shape } input
            && shape[1] == 3 && Wrap(graph, input, (x, add) => Reorder(x, 1, i => 2 - i, add))),
        Mistake.InSource("the input is twice as large", graph => graph.Inputs[0] is { Type.Element: ElementType.Float32 } input
            && Wrap(graph, input, (x, add) => add(new Mul(), x, Number(x, 2)))),
        Mistake.InSource("the input is mirrored", graph => graph.Inputs[0] is { Type: { Element: ElementType.Float32, Shape.Rank: > 1 } }
            input && Wrap(graph, input, (x, add) => Mirrored(x, add))),
        Mistake.InSource("a table of indices is off by one", RollIndices),
        Mistake.InSource("a lookup is off by one", graph => RollTable(graph)),
        Mistake.InLowered("negative indices wrap to the wrong place", WrapOtherwise),
        Mistake.InSource("elements are taken along another axis", GatherAlongAnotherAxis),
        Mistake.InSource("the largest index is the last but one's", ClampIndices),
        Mistake.InSource("the attention mask is missing", graph => ChangeMask(graph, (m, _) => Array.ConvertAll(m, _ => 0f))),
        Mistake.InSource("the attention mask is weak", graph => ChangeMask(graph, (m, _) => Array.ConvertAll(m, v => Math.Max(v, -1f)))),
        Mistake.InSource("the attention mask is transposed", graph => ChangeMask(graph, Transposed)),
        Mistake.InSource("the attention mask hides the token itself", graph => ChangeMask(graph, HideDiagonal)),
        Mistake.InSource("a sum for a mean", graph => Change<Reduce>(graph, op => op.Kind == ReductionKind.Mean
            ? op with { Kind = ReductionKind.Sum }
            : null)),
        Mistake.InSource("a maximum for a mean", graph => Change<Reduce>(graph, op => op.Kind == ReductionKind.Mean
            ? op with { Kind = ReductionKind.Max }
            : null)),
        Mistake.InSource("keys and queries change places", ExchangeFactors),
    ];

    private static bool IsResidual(Node node) => node.Operator is Add && node.Inputs.All(v => v!.Constant is null)
        && node.Input(0).Type == node.Output.Type && node.Input(1).Type == node.Output.Type;

    private static bool ChangeNode(ModelGraph graph, Func<Node, bool> fits, Operator op)
    {
        if (Middle(graph, fits) is not { } node) return false;
        node.Operator = op;
        return true;
    }

    private static bool ExchangeParts(ModelGraph graph)
    {
        // Parts of different extents along the axis too: the result has the same extents in any order.
        if (Middle(graph, n => n.Operator is Concat && n.Inputs.Count > 1 && n.Input(0) != n.Input(1)) is not { } node) return false;
        var (first, second) = (node.Input(0), node.Input(1));
        node.SetInput(0, second);
        node.SetInput(1, first);
        return true;
    }

    private static bool FlattenOtherwise(ModelGraph graph)
    {
        var node = Middle(graph, n => n.Operator is Reshape && n.Input(0).Type.Shape is { Rank: 4 } from && n.Output.Type.Shape!.Rank < 4
            && from.Extents.Count(e => e > 1) > 1);
        if (node is null) return false;
        graph.InsertBefore(new Use(node, 0), new Transpose(new Permutation([0, 2, 3, 1])), $"{node.Name}/planted");
        return true;
    }

    private static bool ReadAsChannelsLast(ModelGraph graph) => PermuteMap(graph, [0, 2, 3, 1]);

    // Of equal extents, so that the shape tells nothing.
    private static bool PermuteMap(ModelGraph graph, int[] axes)
    {
        var node = Middle(graph, n => n.Outputs is [{ Type: { Element: ElementType.Float32, Shape: { Rank: 4 } shape } } output]
            && axes.Select(axis => shape[axis]).SequenceEqual(shape.Extents)
            && axes.Index().Any(a => a.Item != a.Index && shape[a.Item] > 1));
        return node is not null && Wrap(graph, node.Output, (x, add) => add(new Transpose(new Permutation(axes.ToEquatableArray())), x));
    }

    private static Value Mirrored(Value x, NodeAdder add)
    {
        var axis = x.Type.Shape!.Rank - 1;
        var extent = (int)x.Type.Shape[axis];
        return Reorder(x, axis, i => extent - 1 - i, add);
    }

    private static bool RollIndices(ModelGraph graph)
    {
        var node = Middle(graph, n => n.Operator is Gather && n.Input(1).Constant is { Shape.ElementCount: > 1 });
        if (node is null) return false;
        var extent = node.Input(0).Type.Shape![((Gather)node.Operator).Axis];
        var constant = node.Input(1).Constant!;
        int[] places = [.. constant.ToInt64s().Select(i => (int)((i + 1) % extent))];
        var indices = Tensor.Create(constant.Shape, places).ConvertTo(constant.Element);
        node.SetInput(1, ModelGraph.NewConstant($"{node.Input(1).Name}/planted", indices));
        return true;
    }

    private static Node? Lookup(ModelGraph graph) => Middle(
        graph, n => n.Operator is Gather { Axis: 0 } && n.Input(0).Constant is { Shape.Rank: 2 } && n.Input(1).Constant is null);

    private static bool RollTable(ModelGraph graph)
    {
        if (Lookup(graph) is not { } node) return false;
        var table = node.Input(0).Constant!;
        var (values, width) = (table.ToSingles(), (int)table.Shape[1]);
        SetConstant(node, 0, [.. values[width..], .. values[..width]]);
        return true;
    }

    private static bool WrapOtherwise(ModelGraph graph)
    {
        var node = Middle(graph, n => n.Operator is Add or Modulo && n.Output.Type.Element.IsInteger()
            && n.Input(1).Constant is { Shape.ElementCount: 1 });
        if (node is null) return false;
        var constant = node.Input(1).Constant!;
        var less = Tensor.Create(constant.Shape, [(int)constant.ToInt64s()[0] - 1]).ConvertTo(constant.Element);
        node.SetInput(1, ModelGraph.NewConstant($"{node.Input(1).Name}/planted", less));
        return true;
    }

    private static bool ClampIndices(ModelGraph graph)
    {
        if (Lookup(graph) is not { } node) return false;
        var table = node.Input(0).Constant!;
        var (values, width) = (table.ToSingles(), (int)table.Shape[1]);
        SetConstant(node, 0, [.. values[..^width], .. values[^(2 * width)..^width]]);
        return true;
    }

    private static bool GatherAlongAnotherAxis(ModelGraph graph)
    {
        var node = Middle(graph, n => n.Operator is Gather { BatchAxes: 0 } op && OtherAxis(n, op) is not null);
        if (node is null) return false;
        var op = (Gather)node.Operator;
        node.Operator = op with { Axis = OtherAxis(node, op)!.Value };
        return true;
    }

    private static int? OtherAxis(Node node, Gather op)
    {
        // One index for each element: the shape stays, along whichever axis of that extent.
        var (shape, indices) = (node.Input(0).Type.Shape!, node.Input(1).Type.Shape!);
        if (indices.Rank != 1 || indices[0] != shape[op.Axis]) return null;
        int[] others = [.. Enumerable.Range(0, shape.Rank).Where(axis => axis != op.Axis && shape[axis] == shape[op.Axis])];
        return others.Length == 0 ? null : others[0];
    }

    private static bool ChangeMask(ModelGraph graph, Func<float[], Shape, float[]> change)
    {
        var node = Middle(graph, n => n.Operator is Add && n.Input(1).Constant is { Shape.Rank: > 1 } c && c.ToSingles().Min() < -100);
        if (node is null) return false;
        SetConstant(node, 1, change(node.Input(1).Constant!.ToSingles(), node.Input(1).Constant!.Shape));
        return true;
    }

    private static float[] Transposed(float[] mask, Shape shape)
    {
        var n = (int)shape[-1];
        return [.. Enumerable.Range(0, mask.Length).Select(i => mask[(i / n / n * n * n) + (i % n * n) + (i / n % n)])];
    }

    private static float[] HideDiagonal(float[] mask, Shape shape)
    {
        // The first token keeps itself, or nothing would be left of its row.
        var n = (int)shape[-1];
        return [.. mask.Select((v, i) => i / n % n == i % n && i / n % n > 0 ? mask.Min() : v)];
    }

    private static bool ExchangeFactors(ModelGraph graph)
    {
        var node = Middle(graph, n => n.Operator is MatMul && n.Input(0).Constant is null && n.Input(1).Constant is null
            && n.Output.Type.Shape is { } shape && shape[-1] == shape[-2]);
        return node is not null && Wrap(graph, node.Output, (y, add) => add(
            new Transpose(new Permutation(LastTwo(y.Type.Shape!.Rank))), y));
    }

    private static EquatableArray<int> LastTwo(int rank) =>
        [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];
}
