using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Bench.Verdicts;

/// <summary>Adds a node and gives its output.</summary>
internal delegate Value NodeAdder(Operator op, params IReadOnlyList<Value?> inputs);

/// <summary>Small changes of a graph that mistakes are made of.</summary>
internal static class GraphEdits
{
    /// <summary>The middle one of the nodes that fit; null where none does.</summary>
    public static Node? Middle(ModelGraph graph, Func<Node, bool> fits)
    {
        // The steps of a quantized source are arithmetic in its float32 form alone.
        Node[] nodes = [.. graph.Nodes.Where(n => !IsStep(n) && fits(n))];
        return nodes.Length == 0 ? null : nodes[nodes.Length / 2];
    }

    private static bool IsStep(Node node) =>
        Array.Exists(["/divided", "/rounded", "/clamped", "/steps"], end => node.Name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>The middle one of the nodes of an operator that fit.</summary>
    public static Node? Middle<T>(ModelGraph graph, Func<T, bool>? fits = null) where T : Operator =>
        Middle(graph, node => node.Operator is T op && fits?.Invoke(op) != false);

    /// <summary>The last one of the nodes that fit; null where none does.</summary>
    public static Node? Last(ModelGraph graph, Func<Node, bool> fits) => graph.Nodes.LastOrDefault(fits);

    /// <summary>Gives the middle node of an operator another operator.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="change">The other operator; null where this node does not fit.</param>
    public static bool Change<T>(ModelGraph graph, Func<T, Operator?> change) where T : Operator
    {
        if (Middle<T>(graph, op => change(op) is { } other && other != op) is not { } node) return false;
        node.Operator = change((T)node.Operator)!;
        return true;
    }

    /// <summary>Gives a node another constant of the same shape.</summary>
    public static void SetConstant(Node node, int input, float[] values)
    {
        var old = node.Input(input);
        var tensor = Tensor.Create(old.Type.Shape!, values);
        node.SetInput(input, ModelGraph.NewConstant(old.Name, tensor.ConvertTo(old.Type.Element)));
    }

    /// <summary>Computes something of a value, which all that used the value use instead.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">An input, an output, or what a node gives.</param>
    /// <param name="build">Of the value, with nodes behind its producer.</param>
    public static bool Wrap(ModelGraph graph, Value value, Func<Value, NodeAdder, Value> build)
    {
        var uses = value.Uses.ToArray();
        var next = value.Producer is { } producer ? graph.NodeAfter(producer) : graph.Nodes.Count > 0 ? graph.Nodes[0] : null;
        var count = 0;
        var result = build(value, (op, inputs) => graph.Add(op, inputs, $"{value.Name}/planted{count++}", before: next).Output);
        foreach (var use in uses) use.Node.SetInput(use.Index, result);
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (graph.Outputs[i] != value) continue;
            graph.Outputs[i] = result;
            result.BoundaryPermutation = value.BoundaryPermutation;
        }
        return true;
    }

    /// <summary>Makes users of a node's result read another value of the same type.</summary>
    public static bool Bypass(ModelGraph graph, Node node, Value instead)
    {
        if (instead.Type != node.Output.Type) return false;
        graph.ReplaceUses(node.Output, instead);
        graph.Remove(node);
        return true;
    }

    /// <summary>The elements along an axis in another order.</summary>
    /// <param name="value">Of any type.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="from">Where the element of each place comes from.</param>
    /// <param name="add">Adds the node.</param>
    public static Value Reorder(Value value, int axis, Func<int, int> from, NodeAdder add)
    {
        int[] places = [.. Enumerable.Range(0, (int)value.Type.Shape![axis]).Select(from)];
        var indices = Tensor.Create(new Shape(places.Length), places);
        return add(new Gather(axis), value, ModelGraph.NewConstant($"{value.Name}/places", indices));
    }

    /// <summary>The elements along an axis, each times a factor of its own.</summary>
    public static Value Scale(Value value, int axis, Func<int, float> factor, NodeAdder add)
    {
        var shape = value.Type.Shape!;
        var extents = Enumerable.Repeat(1L, shape.Rank).ToArray();
        extents[axis] = shape[axis];
        float[] factors = [.. Enumerable.Range(0, (int)shape[axis]).Select(factor)];
        return add(new Mul(), value, Constant($"{value.Name}/factors", new Shape(extents), factors));
    }

    /// <summary>A number as a constant that broadcasts.</summary>
    public static Value Number(Value like, float value) =>
        Constant($"{like.Name}/{value}", new Shape(Enumerable.Repeat(1L, like.Type.Shape!.Rank).ToArray()), value);

    /// <summary>A float constant.</summary>
    public static Value Constant(string name, Shape shape, params float[] values) =>
        ModelGraph.NewConstant(name, Tensor.Create(shape, values));

    /// <summary>The same elements in the order of permuted axes, under the old shape.</summary>
    public static Value Permuted(Value value, int[] axes, NodeAdder add)
    {
        var shape = value.Type.Shape!;
        var moved = add(new Transpose(new Permutation(axes.ToEquatableArray())), value);
        return moved.Type.Shape == shape ? moved : add(new Reshape(shape.Extents.ToEquatableArray()), moved);
    }

    /// <summary>
    /// The axis of channels, classes or rows of an output as ONNX orders them: 1, or the last where that has one element.
    /// </summary>
    public static int ChannelAxis(Value value) => value.Type.Shape! is { Rank: > 1 } shape && shape[1] > 1 ? 1 : value.Type.Shape!.Rank - 1;

    /// <summary>The first float output of a graph that fits.</summary>
    public static Value? Output(ModelGraph graph, Func<Value, bool>? fits = null) => graph.Outputs.FirstOrDefault(
        output => output.Type is { Element: ElementType.Float32, Shape.Rank: > 0 } && fits?.Invoke(output) != false);
}
