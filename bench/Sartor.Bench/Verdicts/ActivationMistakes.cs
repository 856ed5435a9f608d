using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Bench.Verdicts;

/// <summary>Another function for an activation or a normalisation.</summary>
internal static class ActivationMistakes
{
    public static readonly Mistake Lost = Mistake.InSource("an activation is lost", LoseActivation);

    public static IReadOnlyList<Mistake> All { get; } =
    [
        Lost,
        Mistake.InSource("ReLU for ReLU6", graph => EveryClamp(graph, Clamp.Relu6, Clamp.Relu)),
        Mistake.InSource("ReLU6 for ReLU", graph => EveryClamp(graph, Clamp.Relu, Clamp.Relu6)),
        Mistake.InSource("tanh for the sigmoid", graph => Swap<Logistic>(graph, _ => new Tanh())),
        Mistake.InSource("the sigmoid for tanh", graph => Swap<Tanh>(graph, _ => new Logistic())),
        Mistake.InSource("the hard sigmoid for the sigmoid", graph => Swap<Logistic>(graph, _ => new HardSigmoid(0.2f, 0.5f))),
        Mistake.InSource("another slope of the hard sigmoid", graph => Swap<HardSigmoid>(
            graph, op => op with { Alpha = op.Alpha > 0.18f ? 1f / 6 : 0.2f })),
        Mistake.InSource("ReLU for HardSwish", graph => Swap<HardSwish>(graph, _ => Clamp.Relu)),
        Mistake.InLowered("ReLU for GELU", graph => Swap<Gelu>(graph, _ => Clamp.Relu)),
        Mistake.InLowered("GELU by the logistic function", GeluBySigmoid),
        Mistake.InLowered("GELU by tanh", graph => Swap<Gelu>(graph, op => op with { Approximate = !op.Approximate })),
        Mistake.InSource("another slope of LeakyReLU", graph => Swap<LeakyRelu>(graph, op => op with { Alpha = 0.01f })),
        Mistake.InSource("ReLU for LeakyReLU", graph => Swap<LeakyRelu>(graph, _ => Clamp.Relu)),
        Mistake.InSource("ReLU for ELU", graph => Swap<Elu>(graph, _ => Clamp.Relu)),
        Mistake.InSource("x · sigmoid(x) without the factor x", SwishWithoutFactor),
        Mistake.InSource("softmax along another axis", SoftmaxAlongAnotherAxis),
        Mistake.InSource("softmax is missing", graph => GraphEdits.Middle<Softmax>(graph) is { } node
            && GraphEdits.Bypass(graph, node, node.Input(0))),
        Mistake.InSource("softmax with another temperature", graph => Swap<Softmax>(graph, op => op with { Beta = op.Beta * 0.8f })),
        Mistake.InSource("batch normalisation with another epsilon", graph => Swap<BatchNormalization>(
            graph, op => op with { Epsilon = op.Epsilon + 1e-3f })),
        Mistake.InSource("batch normalisation without the variance", graph => ChangeBatch(graph, 4, _ => 1)),
        Mistake.InSource("batch normalisation without the mean", graph => ChangeBatch(graph, 3, _ => 0)),
        Mistake.InSource("batch normalisation without the scale", graph => ChangeBatch(graph, 1, _ => 1)),
        Mistake.InSource("batch normalisation without the offset", graph => ChangeBatch(graph, 2, _ => 0)),
        Mistake.InSource("the deviation for the variance", graph => ChangeBatch(graph, 4, v => v * v)),
        Mistake.InSource("layer normalisation with another epsilon", LargerEpsilon),
        Mistake.InSource("layer normalisation along another axis", NormaliseAlongAnotherAxis),
        Mistake.InSource("layer normalisation without the mean", LoseMean),
    ];

    private static bool LoseActivation(ModelGraph graph)
    {
        var fits = (Node n) => n.Operator is Clamp or IFusedActivation { Activation: not Activation.None };
        if (GraphEdits.Middle(graph, fits) is not { } node) return false;
        if (node.Operator is IFusedActivation fused) node.Operator = fused.WithActivation(Activation.None);
        else graph.ReplaceUses(node.Output, node.Input(0));
        return true;
    }

    private static bool Swap<T>(ModelGraph graph, Func<T, Operator> other) where T : Operator => GraphEdits.Change(graph, other);

    // A converter that takes one for the other does so everywhere.
    private static bool EveryClamp(ModelGraph graph, Clamp from, Clamp to)
    {
        var changed = false;
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is Clamp clamp && clamp == from) node.Operator = to;
            else if (node.Operator is IFusedActivation fused && fused.Activation == from.AsActivation())
                node.Operator = fused.WithActivation(to.AsActivation()!.Value);
            else continue;
            changed = true;
        }
        return changed;
    }

    // x · σ(1.702 x), section 2 of Hendrycks and Gimpel 2016.
    private static bool GeluBySigmoid(ModelGraph graph)
    {
        if (GraphEdits.Middle<Gelu>(graph) is not { } node) return false;
        var x = node.Input(0);
        Value Add(Operator op, params Value?[] inputs) => graph.Add(op, inputs, $"{node.Name}/{op.Name}", before: node).Output;
        var result = Add(new Mul(), x, Add(new Logistic(), Add(new Mul(), x, GraphEdits.Number(x, 1.702f))));
        return GraphEdits.Bypass(graph, node, result);
    }

    private static bool SwishWithoutFactor(ModelGraph graph)
    {
        var node = GraphEdits.Middle(graph, n => n.Operator is Mul && Sigmoid(n) is not null);
        return node is not null && GraphEdits.Bypass(graph, node, Sigmoid(node)!);
    }

    private static Value? Sigmoid(Node product)
    {
        var gate = product.Inputs.FirstOrDefault(v => v?.Producer?.Operator is Logistic or HardSigmoid);
        return gate is not null && product.Inputs.Contains(gate.Producer!.Input(0)) ? gate : null;
    }

    private static bool SoftmaxAlongAnotherAxis(ModelGraph graph)
    {
        var node = GraphEdits.Middle(graph, n => n.Operator is Softmax && OtherAxis(n) is not null);
        if (node is null) return false;
        node.Operator = (Softmax)node.Operator with { Axis = OtherAxis(node)!.Value };
        return true;
    }

    private static int? OtherAxis(Node node)
    {
        var (shape, axis) = (node.Input(0).Type.Shape!, ((Softmax)node.Operator).Axis);
        int[] others = [.. Enumerable.Range(0, shape.Rank).Where(i => i != axis && shape[i] > 1)];
        return others.Length == 0 ? null : others[^1];
    }

    private static bool ChangeBatch(ModelGraph graph, int input, Func<float, float> change)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(n => n.Operator is BatchNormalization && n.Input(input).Constant is not null).ToArray())
        {
            var old = node.Input(input).Constant!.ToSingles();
            var values = Array.ConvertAll(old, v => change(v));
            if (values.AsSpan().SequenceEqual(old)) continue;
            GraphEdits.SetConstant(node, input, values);
            changed = true;
        }
        return changed;
    }

    // √(variance + ε), as exporters write a layer normalisation out.
    private static bool LargerEpsilon(ModelGraph graph)
    {
        var root = GraphEdits.Middle(graph, n => n.Operator is Sqrt or Rsqrt && EpsilonInput(n) is not null);
        if (root is null) return false;
        var sum = root.Input(0).Producer!;
        GraphEdits.SetConstant(sum, EpsilonInput(root)!.Value, [1e-3f]);
        return true;
    }

    private static int? EpsilonInput(Node root)
    {
        if (root.Input(0).Producer is not { Operator: Add } sum) return null;
        for (var i = 0; i < 2; i++)
        {
            if (sum.Input(i).Constant is { Shape.ElementCount: 1 } constant && constant.ToSingles()[0] is > 0 and < 1e-3f) return i;
        }
        return null;
    }

    private static bool NormaliseAlongAnotherAxis(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(n => n.Operator is Reduce { Kind: ReductionKind.Mean, KeepAxes: true }))
        {
            var (op, rank) = ((Reduce)node.Operator, node.Input(0).Type.Shape!.Rank);
            if (rank != 3 || op.Axes is not [2]) continue;
            node.Operator = op with { Axes = [1] };
            changed = true;
        }
        return changed;
    }

    private static bool LoseMean(ModelGraph graph)
    {
        var node = GraphEdits.Middle(graph, n => n.Operator is Sub && n.Input(1).Producer?.Operator is Reduce { Kind: ReductionKind.Mean });
        return node is not null && GraphEdits.Bypass(graph, node, node.Input(0));
    }
}
