using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>What every operator has to keep: an axis propagation computes the same, and evaluation gives the inferred types.</summary>
public sealed class OperatorContractTests
{
    /// <summary>
    /// Operators between real numbers and integers that stand for them: what they compute depends on the quantisation of values.
    /// </summary>
    private static readonly Type[] s_unevaluated = [typeof(Quantize), typeof(Dequantize)];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OperatorCases.All.Count())];

    [Fact]
    public void EveryOperator_HasACase()
    {
        var covered = OperatorCases.All.Select(c => c.Operator.GetType()).ToHashSet();
        var operators = typeof(Operator).Assembly.GetTypes().Where(
            t => typeof(Operator).IsAssignableFrom(t) && !t.IsAbstract && t != typeof(OpaqueOperator));
        operators.Where(t => !covered.Contains(t)).Select(t => t.Name).ShouldBeEmpty("add a case to OperatorCases");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PermuteThrough_ComputesTheSame(int index)
    {
        var test = OperatorCases.All.ElementAt(index);
        test.Graph(out var node);
        var types = NodeTypes.Of(node);
        var expected = Evaluate(test);
        for (var input = 0; input < test.Inputs.Length; input++)
        {
            if (test.Inputs[input] is null) continue;
            var passed = 0;
            foreach (var permutation in Permutations(test.Inputs[input]!.Shape.Rank))
            {
                if (test.Operator.PermuteThrough(permutation, input, types) is not { } propagation) continue;
                passed++;
                var label = $"{test}, {permutation} at input {input} → {propagation.Operator}";
                propagation.Inputs[input].ShouldBe(permutation, label);
                Check(test, types, expected, propagation, label);
                if (OverridesPermuteBack(test.Operator) && propagation.Outputs[0] is { } output)
                    test.Operator.PermuteBack(output, types).ShouldNotBeNull($"{label} passes, its output {output} does not pass back");
            }
            if (input == 0) passed.ShouldBe(test.Passing, $"permutations that pass: {test}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PermuteBack_ComputesTheSame(int index)
    {
        var test = OperatorCases.All.ElementAt(index);
        test.Graph(out var node);
        var types = NodeTypes.Of(node);
        var expected = Evaluate(test);
        foreach (var permutation in Permutations(types.OutputShape.Rank))
        {
            if (test.Operator.PermuteBack(permutation, types) is not { } propagation) continue;
            var label = $"{test}, {permutation} back from output 0 → {propagation.Operator}";
            propagation.Outputs[0].ShouldBe(permutation, label);
            Check(test, types, expected, propagation, label);
        }
    }

    // The default gives what Pass gives, and nothing more.
    private static bool OverridesPermuteBack(Operator op) =>
        op.GetType().GetMethod(nameof(Operator.PermuteBack))!.DeclaringType != typeof(Operator);

    private static void Check(OperatorCase test, NodeTypes types, Tensor[]? expected, AxisPropagation propagation, string label)
    {
        propagation.Inputs.Count.ShouldBe(test.Inputs.Length, label);
        propagation.Outputs.Count.ShouldBe(types.Outputs.Count, label);
        var moved = new OperatorCase(propagation.Operator, test.Permuted(propagation.Inputs), 0);
        moved.Graph(out var node);
        for (var i = 0; i < types.Outputs.Count; i++)
        {
            var shape = types.Outputs[i].Shape!;
            node.Outputs[i].Type.ShouldBe(types.Outputs[i] with { Shape = propagation.Outputs[i]?.Apply(shape) ?? shape }, label);
        }
        if (expected is null) return;
        var actual = Evaluate(moved).ShouldNotBeNull(label);
        for (var i = 0; i < expected.Length; i++)
        {
            var wanted = propagation.Outputs[i] is { } output ? TensorTranspose.Apply(expected[i], output) : expected[i];
            Same(actual[i], wanted, label);
        }
    }

    private static void Same(Tensor actual, Tensor expected, string label)
    {
        actual.Type.ShouldBe(expected.Type, label);
        double[] a = actual.ToDoubles(), e = expected.ToDoubles();
        for (var i = 0; i < a.Length; i++)
        {
            if (!(double.IsNaN(a[i]) && double.IsNaN(e[i])) && a[i] != e[i]) a[i].ShouldBe(e[i], 1e-5 * Math.Max(1, Math.Abs(e[i])), label);
        }
    }

    // The evaluator checks evaluated shapes against the inferred ones.
    private static Tensor[]? Evaluate(OperatorCase test)
    {
        if (s_unevaluated.Contains(test.Operator.GetType())) return null;
        var graph = test.Graph(out _);
        return GraphEvaluator.Run(graph, [.. test.Inputs.OfType<Tensor>()]);
    }

    private static IEnumerable<Permutation> Permutations(int rank)
    {
        IEnumerable<int[]> Orders(int[] head) => head.Length == rank
            ? [head]
            : Enumerable.Range(0, rank).Where(axis => !head.Contains(axis)).SelectMany(axis => Orders([.. head, axis]));
        return Orders([]).Select(axes => new Permutation(axes.ToEquatableArray()));
    }
}
