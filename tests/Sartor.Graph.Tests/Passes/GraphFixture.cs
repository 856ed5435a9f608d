using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

/// <summary>Builds small networks with seeded weights, and checks that a pass keeps what they compute.</summary>
internal sealed class GraphFixture(int seed = 7)
{
    private readonly Random _random = new(seed);

    public ModelGraph Graph { get; } = new("test");

    public Value Input(params long[] shape) => Graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(shape)));

    public Tensor Random(params long[] shape)
    {
        var s = new Shape(shape);
        return Tensor.Create(s, Enumerable.Range(0, (int)s.ElementCount).Select(_ => (float)((_random.NextDouble() * 2) - 1)).ToArray());
    }

    public Value Constant(Tensor tensor) => ModelGraph.NewConstant("constant", tensor);

    public Value Add(Operator op, params Value?[] inputs) => Graph.Add(op, inputs, $"{op.Name}{Graph.Nodes.Count}").Output;

    public Value Conv(Value x, long outputs, long kernel = 3, long stride = 1, long pad = 1, long groups = 1, bool bias = true) => Add(
        new Convolution(
            ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, [stride, stride], [1, 1], [pad, pad], [pad, pad]),
        x, Constant(Random(outputs, x.Type.Shape![1] / groups, kernel, kernel)), bias ? Constant(Random(outputs)) : null);

    public Value Relu(Value x) => Add(Clamp.Relu, x);

    public ModelGraph Output(params Value[] outputs)
    {
        Graph.Outputs.AddRange(outputs);
        return Graph;
    }

    /// <summary>Runs passes and compares the results before and after on seeded inputs, to 1e-4 of the largest magnitude.</summary>
    public void ShouldKeepResults(params IGraphPass[] passes)
    {
        var inputs = Graph.Inputs.Select(i => Random([.. i.Type.Shape!.Extents])).ToArray();
        var before = GraphEvaluator.Run(Graph, inputs);
        foreach (var pass in passes)
        {
            var state = State(Graph);
            pass.Run(Graph).ShouldBe(State(Graph) != state, $"{pass.GetType().Name} says whether it changed anything");
            GraphCheck.Verify(Graph);
            // Only inputs and outputs have a caller who would permute.
            Graph.Nodes.SelectMany(n => n.Outputs).Except(Graph.Outputs).ShouldAllBe(v => v.BoundaryPermutation == null);
        }
        var after = GraphEvaluator.Run(Graph, inputs);
        for (var i = 0; i < before.Length; i++)
        {
            after[i].Shape.ShouldBe(before[i].Shape);
            float[] expected = before[i].ToSingles(), actual = after[i].ToSingles();
            var tolerance = 1e-4 * Math.Max(1, expected.Max(Math.Abs));
            for (var k = 0; k < expected.Length; k++)
                Math.Abs(expected[k] - actual[k]).ShouldBeLessThan((float)tolerance, $"output {i}, element {k}");
        }
    }

    /// <summary>All that a graph has, in words.</summary>
    public static string State(ModelGraph graph)
    {
        static string Data(Tensor? constant) => constant is null ? "" : string.Join(',', constant.ToDoubles());
        static string Of(Value? v) => v is null ? "-" : $"{v} {v.Quantization} {v.BoundaryPermutation} {Data(v.Constant)}";
        static string All(IEnumerable<Value?> values) => string.Join("; ", values.Select(Of));
        var nodes = graph.Nodes.Select(n => $"{n.Name}: {n.Operator}({All(n.Inputs)}) → {All(n.Outputs)}");
        return string.Join('\n', [All(graph.Inputs), .. nodes, All(graph.Outputs)]);
    }

    public int Count<T>() where T : Operator => Graph.Nodes.Count(n => n.Operator is T);

    /// <summary>One line a node, for messages.</summary>
    public string Dump() => string.Join('\n', Graph.Nodes.Select(n =>
        $"{n.Name}: {n.Operator.Name}({string.Join(", ", n.Inputs.Select(v => v?.Name ?? "-"))}) -> "
        + $"{string.Join(", ", n.Outputs.Select(o => o.ToString()))}"));
}
