using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Tests.Passes;

namespace Sartor.Graph.Tests.Operators;

/// <summary>What every operator has to keep: an axis passage computes the same, and evaluation gives the inferred types.</summary>
public sealed class OperatorContractTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OperatorCases.All.Count())];

    [Fact]
    public void EveryOperator_HasACase()
    {
        var covered = OperatorCases.All.Select(c => c.Operator.GetType()).ToHashSet();
        var operators = typeof(Operator).Assembly.GetTypes().Where(t => typeof(Operator).IsAssignableFrom(t) && !t.IsAbstract && t != typeof(OpaqueOperator));
        operators.Where(t => !covered.Contains(t)).Select(t => t.Name).ShouldBeEmpty("add a case to OperatorCases");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pass_ComputesTheSame(int index)
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
                if (test.Operator.Pass(permutation, input, types) is not { } passage) continue;
                passed++;
                Check(test, types, expected, input, permutation, passage);
            }
            if (input == 0) passed.ShouldBe(test.Passing, $"permutations that pass: {test}");
        }
    }

    private static void Check(OperatorCase test, NodeTypes types, Tensor[]? expected, int input, Permutation permutation, AxisPassage passage)
    {
        var label = $"{test}, {permutation} at input {input} → {passage.Operator}";
        passage.Inputs.Count.ShouldBe(test.Inputs.Length, label);
        passage.Outputs.Count.ShouldBe(types.Outputs.Count, label);
        passage.Inputs[input].ShouldBe(permutation, label);
        var moved = new OperatorCase(passage.Operator, test.Permuted(passage.Inputs), 0);
        moved.Graph(out var node);
        for (var i = 0; i < types.Outputs.Count; i++)
        {
            var shape = types.Outputs[i].Shape!;
            node.Outputs[i].Type.ShouldBe(types.Outputs[i] with { Shape = passage.Outputs[i]?.Apply(shape) ?? shape }, label);
        }
        if (expected is null) return;
        var actual = Evaluate(moved).ShouldNotBeNull(label);
        for (var i = 0; i < expected.Length; i++)
        {
            var wanted = passage.Outputs[i] is { } output ? TensorTranspose.Apply(expected[i], output) : expected[i];
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
        var graph = test.Graph(out _);
        try
        {
            return GraphEvaluator.Run(graph, [.. test.Inputs.OfType<Tensor>()]);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<Permutation> Permutations(int rank)
    {
        IEnumerable<int[]> Orders(int[] head) => head.Length == rank
            ? [head]
            : Enumerable.Range(0, rank).Where(axis => !head.Contains(axis)).SelectMany(axis => Orders([.. head, axis]));
        return Orders([]).Select(axes => new Permutation(axes.ToEquatableArray()));
    }
}
