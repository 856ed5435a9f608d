using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

/// <summary>Runs a pass over a graph of one node, which has to go, and gives what the graph then computes.</summary>
internal static class ExpandedValues
{
    public static double[] Of<TOperator>(IGraphPass pass, TOperator op, params Tensor[] inputs) where TOperator : Operator =>
        Graph(pass, op, inputs, out _);

    /// <summary>The same with the graph after the pass.</summary>
    public static double[] Graph(IGraphPass pass, Operator op, Tensor[] inputs, out ModelGraph graph)
    {
        graph = new ModelGraph("test");
        var values = new Value?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) values[i] = graph.AddInput($"x{i}", inputs[i].Type);
        var node = graph.Add(op, values, "node");
        var output = node.Output;
        output.Name = "y";
        graph.Outputs.Add(output);
        pass.Run(graph).ShouldBeTrue();
        GraphCheck.Verify(graph);
        graph.Nodes.ShouldNotContain(n => n.Operator.Equals(op));
        graph.Outputs[0].Name.ShouldBe("y");
        graph.Outputs[0].Type.ShouldBe(output.Type);
        pass.Run(graph).ShouldBeFalse("once is enough");
        return GraphEvaluator.Run(graph, inputs)[0].ToDoubles();
    }

    /// <summary>Each element is what the formula gives for the input's, to 1e-6 of the larger of 1 and its magnitude.</summary>
    public static void ShouldBe(double[] actual, IEnumerable<double> expected)
    {
        double[] e = [.. expected];
        actual.Length.ShouldBe(e.Length);
        for (var i = 0; i < e.Length; i++)
        {
            if (actual[i].Equals(e[i])) continue;
            Math.Abs(actual[i] - e[i]).ShouldBeLessThanOrEqualTo(
                1e-6 * Math.Max(1, Math.Abs(e[i])), $"element {i}: {actual[i]}, not {e[i]}");
        }
    }
}
