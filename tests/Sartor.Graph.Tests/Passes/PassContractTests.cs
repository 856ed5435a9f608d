using System.Globalization;
using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;
using Sartor.Graph.Tests.Operators;

namespace Sartor.Graph.Tests.Passes;

/// <summary>
/// What every pass promises of every graph: it says truly whether it changed something, keeps the invariants, and keeps what the network
/// computes.
/// </summary>
public sealed class PassContractTests
{
    private static readonly Dictionary<string, IGraphPass> s_passes =
        Instances.Of<IGraphPass>(typeof(IGraphPass).Assembly).ToDictionary(p => p.GetType().Name);

    public static TheoryData<string> Names => [.. s_passes.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Pass_KeepsEveryOperatorAndTellsTheTruth(string name)
    {
        foreach (var test in OperatorCases.All)
        {
            foreach (var isConstant in new[] { false, true })
            {
                var graph = Graph(test, isConstant);
                Tensor[] inputs = [.. graph.Inputs.Select(v => test.Inputs[int.Parse(v.Name, CultureInfo.InvariantCulture)]!)];
                Check(s_passes[name], graph, inputs, $"{test}, constants: {isConstant}", test.Operator is not (Quantize or Dequantize));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Pass_KeepsRandomNetworksAndTellsTheTruth(string name)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var fixture = RandomNetwork.Of(seed, 12);
            var inputs = fixture.Graph.Inputs.Select(i => fixture.Random([.. i.Type.Shape!.Extents])).ToArray();
            Check(s_passes[name], fixture.Graph, inputs, $"seed {seed}", isEvaluated: true);
        }
    }

    // The first input is fed, so that a node needs something to run on; the others are constants or fed too.
    private static ModelGraph Graph(OperatorCase test, bool isConstant)
    {
        var graph = new ModelGraph("case");
        var values = test.Inputs.Select((t, i) => t is null ? null
            : isConstant && i > 0 ? ModelGraph.NewConstant($"c{i}", t) : graph.AddInput($"{i}", t.Type)).ToArray();
        graph.Outputs.AddRange(graph.Add(test.Operator, values, "node").Outputs);
        return graph;
    }

    private static void Check(IGraphPass pass, ModelGraph graph, Tensor[] inputs, string label, bool isEvaluated)
    {
        var expected = isEvaluated ? GraphEvaluator.Run(graph, inputs) : [];
        var before = GraphFixture.State(graph);
        bool isChanged;
        try
        {
            isChanged = pass.Run(graph);
        }
        catch (UnsupportedModelException)
        {
            // What a pass refuses has tests of its own.
            return;
        }
        GraphCheck.Verify(graph);
        isChanged.ShouldBe(GraphFixture.State(graph) != before, label);
        if (!isEvaluated || !isChanged) return;
        var actual = GraphEvaluator.Run(graph, inputs);
        for (var i = 0; i < expected.Length; i++) Same(expected[i], actual[i], label);
    }

    private static void Same(Tensor expected, Tensor actual, string label)
    {
        actual.Shape.ShouldBe(expected.Shape, label);
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        var tolerance = 1e-4 * Math.Max(1, e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
        for (var i = 0; i < e.Length; i++)
        {
            if (!e[i].Equals(a[i])) Math.Abs(a[i] - e[i]).ShouldBeLessThanOrEqualTo(tolerance, $"{label}: {a[i]}, not {e[i]}");
        }
    }
}
