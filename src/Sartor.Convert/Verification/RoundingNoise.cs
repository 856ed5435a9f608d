using System.Runtime.InteropServices;
using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Changes weights and inputs by as much as rounding changes what is computed with them, so that a run shows how much of it reaches the
/// outputs: Monte Carlo arithmetic with one perturbation of each operand (Parker, Monte Carlo Arithmetic, 1997).
/// </summary>
public static class RoundingNoise
{
    // Half a step of a float16 of 11 bits, beside the smallest number of its exponent.
    private const double Float16Roundoff = 1.0 / (1 << 11);

    /// <summary>
    /// A copy of a graph whose float32 constants of more than one element are multiplied by 1 + δ, δ uniform within ±2u√n, where n is the
    /// number of terms of the sums that they go into: as large as the errors of all partial sums together. Sums without such a constant,
    /// as means and products of computed matrices, are multiplied by factors of that size themselves. Whole numbers that are only chosen
    /// from stay as they are: nothing rounds a place or a count.
    /// </summary>
    /// <param name="graph">Stays as it is.</param>
    /// <param name="seed">Of the factors.</param>
    /// <param name="weightsAlone">Leaves out the sums without constants, whose factors are nodes that a format may not have.</param>
    public static ModelGraph Of(ModelGraph graph, ulong seed, bool weightsAlone = false) => Of(graph, seed, Amplitude, weightsAlone);

    /// <summary>
    /// A copy of a graph whose float32 constants of more than one element are multiplied by 1 + δ, δ uniform within ±2⁻¹¹: what storing
    /// them as float16 changes at most.
    /// </summary>
    /// <param name="graph">Stays as it is.</param>
    /// <param name="seed">Of the factors.</param>
    public static ModelGraph Float16(ModelGraph graph, ulong seed) => Of(graph, seed, _ => Float16Roundoff, weightsAlone: true);

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

    /// <summary>The same, with the rounding of places in pictures that are resized in float32.</summary>
    /// <param name="inputs">As the source takes them.</param>
    /// <param name="seed">Of the roundings.</param>
    /// <param name="pixels">The input that takes images; null for none.</param>
    public static Tensor[] Of(IReadOnlyList<Tensor> inputs, ulong seed, PixelInput? pixels)
    {
        var rounded = Of(inputs, seed);
        if (pixels is not { Rounding: > 0 and var amplitude }) return rounded;
        ref var image = ref rounded[pixels.Index];
        image = pixels.Moved(image, RandomInputs.Uniform(image.Shape, -(float)amplitude, (float)amplitude, ~seed).ToSingles());
        return rounded;
    }

    private static ModelGraph Of(ModelGraph graph, ulong seed, Func<Node, double> amplitudeOf, bool weightsAlone)
    {
        var copy = GraphClone.Of(graph);
        foreach (var node in copy.Nodes.ToArray())
        {
            var amplitude = amplitudeOf(node);
            if (!weightsAlone && IsSumOfComputed(node)) Scale(copy, node, amplitude, seed++);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is { Constant: { Element: ElementType.Float32, Shape.ElementCount: > 1 } tensor } value
                    && !(IsChoice(node.Operator) && Array.TrueForAll(tensor.ToSingles(), float.IsInteger)))
                    node.SetInput(i, ModelGraph.NewConstant(value.Name, Perturbed(tensor, amplitude, seed++)));
            }
        }
        return copy;
    }

    // What is rounded to a whole number is not changed behind that: the rounding of the sum before it shows here.
    private static double Amplitude(Node node)
    {
        var isRounded = node.Outputs.SelectMany(output => output.Uses).Any(use => use.Node.Operator is Round);
        var terms = isRounded ? RoundingBound.LastSum(node.Input(0)) : RoundingBound.SumLength(node);
        return 2 * RoundingBound.UnitRoundoff * Math.Sqrt(terms);
    }

    private static bool IsChoice(Operator op) => op is Select or Gather or GatherElements or Concat or Maximum or Minimum;

    private static Tensor Perturbed(Tensor tensor, double amplitude, ulong seed)
    {
        var data = GC.AllocateUninitializedArray<byte>(tensor.Data.Length);
        var values = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        RandomInputs.Fill(values, -1, 1, seed * 0x9E3779B97F4A7C15);
        var exact = tensor.AsSpan<float>();
        for (var i = 0; i < values.Length; i++) values[i] = (float)(exact[i] * (1 + (amplitude * values[i])));
        return new Tensor(tensor.Element, tensor.Shape, data);
    }
}
