using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Changes weights and inputs by as much as rounding changes what is computed with them, so that a run shows how much of it reaches the
/// outputs: Monte Carlo arithmetic with one perturbation of each operand (Parker, Monte Carlo Arithmetic, 1997).
/// </summary>
public static class RoundingNoise
{
    /// <summary>
    /// A copy of a graph whose float32 constants of more than one element are multiplied by 1 + δ, δ uniform within ±2u√n, where n is the
    /// number of terms of the sums that they go into: as large as the errors of all partial sums together. Sums without such a constant,
    /// as means and products of computed matrices, are multiplied by factors of that size themselves.
    /// </summary>
    /// <param name="graph">Stays as it is.</param>
    /// <param name="seed">Of the factors.</param>
    /// <param name="weightsAlone">Leaves out the sums without constants, whose factors are nodes that a format may not have.</param>
    public static ModelGraph Of(ModelGraph graph, ulong seed, bool weightsAlone = false)
    {
        var copy = GraphClone.Of(graph);
        foreach (var node in copy.Nodes.ToArray())
        {
            var amplitude = 2 * RoundingBound.UnitRoundoff * Math.Sqrt(RoundingBound.SumLength(node));
            if (!weightsAlone && IsSumOfComputed(node)) Scale(copy, node, amplitude, seed++);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is { Constant: { Element: ElementType.Float32, Shape.ElementCount: > 1 } tensor } value)
                    node.SetInput(i, ModelGraph.NewConstant(value.Name, Perturbed(tensor, amplitude, seed++)));
            }
        }
        return copy;
    }

    private static bool IsSumOfComputed(Node node) =>
        node.Operator is AveragePool or CumulativeSum or MatMul or FullyConnected or Convolution or TransposeConvolution
            or Reduce { Kind: not (ReductionKind.Max or ReductionKind.Min or ReductionKind.All or ReductionKind.Any) }
        && node.Outputs is [{ Type: { Element: ElementType.Float32, Shape.ElementCount: > 0 } }]
        && !node.Inputs.Any(value => value is { Constant: { Element: ElementType.Float32, Shape.ElementCount: > 1 } });

    // The output of the graph keeps its name; what rounds there is in the bound of the sums.
    private static void Scale(ModelGraph graph, Node node, double amplitude, ulong seed)
    {
        var sum = node.Output;
        if (graph.Outputs.Contains(sum)) return;
        Use[] uses = [.. sum.Uses];
        var ones = Tensor.Create(sum.Type.Shape!, Enumerable.Repeat(1f, (int)sum.Type.Shape!.ElementCount).ToArray());
        var factors = ModelGraph.NewConstant($"{sum.Name}/factors", Perturbed(ones, amplitude, seed));
        var scaled = graph.Add(new Mul(), [sum, factors], $"{sum.Name}/rounded", graph.NodeAfter(node)).Output;
        foreach (var use in uses) use.Node.SetInput(use.Index, scaled);
    }

    /// <summary>Inputs of a sample with a rounding of each float32 value.</summary>
    public static Tensor[] Of(IReadOnlyList<Tensor> inputs, ulong seed) =>
    [
        .. inputs.Select(
            input => input.Element == ElementType.Float32 ? Perturbed(input, 2 * RoundingBound.UnitRoundoff, seed++) : input),
    ];

    private static Tensor Perturbed(Tensor tensor, double amplitude, ulong seed)
    {
        var values = tensor.ToSingles();
        var factors = RandomInputs.Uniform(tensor.Shape, -1, 1, seed * 0x9E3779B97F4A7C15).ToSingles();
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] * (1 + (amplitude * factors[i])));
        return Tensor.Create(tensor.Shape, values);
    }
}
