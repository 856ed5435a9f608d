using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Tailor.Accuracy;

/// <summary>
/// Measures the statistics of batch normalizations anew: those of a large network are not a smaller one's (Cai et al., Once-for-All, ICLR
/// 2020, as Yu and Huang, ICCV 2019, found). The graph normalizes with each batch's own mean and variance and gives them as outputs, so
/// that
/// one pass over the samples does.
/// </summary>
internal static class BatchStatistics
{
    /// <summary>The normalizations whose statistics are constants, in the order of the graph.</summary>
    public static IReadOnlyList<Node> Of(ModelGraph graph) => [.. graph.Nodes.Where(node =>
        node.Operator is BatchNormalization && node.Input(3).Constant is not null && node.Input(4).Constant is not null)];

    /// <summary>
    /// Lets a graph normalize with the statistics of what it is given; they become its outputs, mean and variance in turn.
    /// </summary>
    public static void Measure(ModelGraph graph)
    {
        var measured = Of(graph);
        graph.Outputs.Clear();
        foreach (var node in measured)
        {
            var x = node.Input(0);
            EquatableArray<int> axes = [.. Enumerable.Range(0, x.Type.Shape!.Rank).Where(axis => axis != 1)];
            Value Step(Operator op, string name, params Value[] inputs) => graph.Add(op, inputs, $"{node.Name}/{name}", node).Output;
            var mean = Step(new Reduce(ReductionKind.Mean, axes, KeepAxes: true), "mean", x);
            var variance = Step(
                new Reduce(ReductionKind.Mean, axes, KeepAxes: true), "variance",
                Step(new Square(), "square", Step(new Sub(), "centred", x, mean)));
            var channels = new Reshape([x.Type.Shape[1]]);
            var statistics = new[] { Step(channels, "means", mean), Step(channels, "variances", variance) };
            for (var i = 0; i < statistics.Length; i++)
            {
                node.SetInput(3 + i, statistics[i]);
                graph.Outputs.Add(statistics[i]);
            }
        }
        graph.RemoveUnused();
    }

    /// <summary>Gives a graph other statistics.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="statistics">Mean and variance in turn of each normalization of <see cref="Of"/>.</param>
    public static void Set(ModelGraph graph, IReadOnlyList<float[]> statistics)
    {
        var next = 0;
        foreach (var node in Of(graph))
        {
            for (var input = 3; input < 5; input++)
                node.SetInput(input, ModelGraph.NewConstant(node.Input(input).Name, Tensor.Vector<float>(statistics[next++])));
        }
    }
}
