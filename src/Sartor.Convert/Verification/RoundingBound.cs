using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// The relative error that two right float32 computations of one network may show: the order of the terms of a sum is nobody's promise.
/// A sum of n terms that is rounded at each step has a relative error of about λ√n·u with high probability, u = 2⁻²⁴ (Higham and Mary,
/// A New Approach to Probabilistic Rounding Error Analysis, 2019, theorem 3.1); the errors of the layers of a path are independent, so
/// that their squares add.
/// </summary>
public static class RoundingBound
{
    /// <summary>Half the distance from 1 to the next float32.</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>λ: room for what a bound of sums leaves out, as the arithmetic of exponentials.</summary>
    public const double Confidence = 8;

    private const int Deepest = 64;

    /// <summary>The bound of a network without sums.</summary>
    public const double Least = Confidence * UnitRoundoff;

    /// <summary>The bound for each output, relative to the largest magnitude of the output; at least <see cref="Least"/>.</summary>
    public static IReadOnlyList<double> Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // Terms along the worst path to each value.
        var terms = new Dictionary<Value, double>();
        foreach (var node in graph.Nodes)
        {
            var before = node.Inputs.Select(v => v is not null && terms.TryGetValue(v, out var n) ? n : 0).DefaultIfEmpty(0).Max();
            var own = SumLength(node);
            foreach (var output in node.Outputs) terms[output] = before + own;
        }
        return [.. graph.Outputs.Select(v => Least * Math.Sqrt(1 + terms.GetValueOrDefault(v)))];
    }

    /// <summary>
    /// How many terms are added up last on the way to a value, at least 1: a sum that begins with a bias is rounded to the bias's own
    /// precision at each of its terms, however small these are.
    /// </summary>
    internal static double LastSum(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        for (var i = 0; i < Deepest && value.Producer is { } node; i++)
        {
            if (SumLength(node) is > 1 and var length) return length;
            if (node.Inputs.Where(v => v is { Constant: null }).ToArray() is not [{ } only]) return 1;
            value = only;
        }
        return 1;
    }

    /// <summary>How many terms go into one element of a node's result, at least 1.</summary>
    internal static double SumLength(Node node)
    {
        TensorType?[] inputs = node.InputTypes;
        TensorType[] outputs = node.OutputTypes;
        if (outputs.Length == 0 || outputs.Any(t => t.Shape is null) || inputs.Any(t => t is not null && t.Shape is null)) return 1;
        double results = Math.Max(1, outputs.Sum(t => (double)t.Shape!.ElementCount));
        var largest = node.Inputs.Where(v => v is { Constant: null })
            .Select(v => (double)v!.Type.Shape!.ElementCount).DefaultIfEmpty(0).Max();
        try
        {
            return Math.Max(1, Math.Max(node.Operator.Macs(inputs, outputs) / results, largest / results));
        }
        catch (OverflowException)
        {
            return double.MaxValue;
        }
    }
}
