using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests;

/// <summary>Mistakes that a lowering could make, made in every node of a lowered graph that allows them without another shape.</summary>
internal static class PlantedMistakes
{
    public static void Commit(string mistake, ModelGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (Mistaken(mistake, node) is { } wrong) node.Operator = wrong;
        }
    }

    private static Operator? Mistaken(string mistake, Node node)
    {
        if (node.Input(0).Type.Shape is not { } x) return null;
        switch (mistake, node.Operator)
        {
            case ("pads change places", Pad op) when x.Rank > 2 && !op.Before.Items.SequenceEqual(op.After.Items):
                return op with { Before = op.After, After = op.Before };
            case ("axes are transposed in another order", Transpose op) when IsSquare(x) && x.Rank > 2:
                var axes = op.Permutation.Axes.Items.ToArray();
                (axes[0], axes[1]) = (axes[1], axes[0]);
                return new Transpose(new Permutation(axes.ToEquatableArray()));
            case ("parts are joined in another order", Concat):
                var (first, second) = (node.Input(0), node.Input(1));
                if (first.Type.Shape != second.Type.Shape) return null;
                node.SetInput(0, second);
                node.SetInput(1, first);
                return null;
            case ("a factor repeats along another axis", Mul or Add):
                var right = node.Input(1);
                var repeats = right.Type.Shape is { Rank: > 0 } own && own.ElementCount > 1 && own.ElementCount == own[own.Rank - 1];
                if (repeats && right.Constant is { } values && x.Rank > 1 && IsSquare(x))
                    node.SetInput(1, ModelGraph.NewConstant(right.Name, values.Reshape(new Shape(values.Shape.ElementCount, 1))));
                return null;
            case ("another axis is reduced", Reduce { Axes.Count: 1 } op) when IsSquare(x):
                return op with { Axes = [(op.Axes[0] + 1) % x.Rank] };
            case ("a slice begins elsewhere", Slice op):
                var starts = op.Starts.Items.Select((s, i) => s + op.Sizes[i] < x[i] && op.Steps[i] == 1 ? s + 1 : s).ToEquatableArray();
                return op with { Starts = starts };
            case ("elements are taken from the other end", Gather op):
                var indices = node.Input(1);
                if (indices.Constant is not { } places) return null;
                var turned = places.ToInt64s().Select(p => (int)(x[op.Axis] - 1 - p)).ToArray();
                node.SetInput(1, ModelGraph.NewConstant(indices.Name, Tensor.Create(places.Shape, turned)));
                return null;
            default:
                return null;
        }
    }

    private static bool IsSquare(Shape shape) => shape.Extents.ToArray().Distinct().Count() == 1;
}
