using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Products;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class WorkerBudgetTests
{
    private const long GiB = 1L << 30;

    private static ModelGraph Relu(params long[] shape)
    {
        var graph = new ModelGraph("test");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, shape.Length == 0 ? null : new Shape(shape)));
        graph.Outputs.Add(graph.Add(Clamp.Relu, [x], "y").Output);
        return graph;
    }

    // Input and output of 2²⁰ floats are 8 MiB: 8 × (8 + 16) MiB above 2 GiB.
    [Fact]
    public void Memory_follows_from_model_and_activations() =>
        WorkerBudget.For(Relu(1 << 20), 16 << 20, 64 * GiB).MemoryLimitBytes.ShouldBe((2 * GiB) + (8 * (24L << 20)));

    [Theory]
    [InlineData(1L << 50)]
    [InlineData(1L << 40)]
    public void Memory_stays_below_the_machines(long elements) => WorkerBudget.For(Relu(elements), 1000, 10 * GiB).MemoryLimitBytes
        .ShouldBe(8 * GiB);

    [Fact]
    public void Memory_is_the_machines_where_shapes_are_not_known() => WorkerBudget.For(Relu(), 1000, 10 * GiB).MemoryLimitBytes
        .ShouldBe(8 * GiB);

    // 200 MB take 10 s to load; 10⁹ multiplications 10 s.
    [Fact]
    public void Time_follows_from_bytes_and_multiplications()
    {
        WorkerBudget.For(Relu(10), 0, GiB).Deadline.ShouldBe(TimeSpan.FromSeconds(60));
        WorkerBudget.For(Relu(10), 200_000_000, GiB).Deadline.ShouldBe(TimeSpan.FromSeconds(70));
        WorkerBudget.For(Relu(10), long.MaxValue, GiB).Deadline.ShouldBe(TimeSpan.FromHours(1));

        var graph = new ModelGraph("test");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1_000_000, 10)));
        var w = ModelGraph.NewConstant("w", Tensor.Create(new Shape(100, 10), new float[1000]));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, w], "y").Output);
        WorkerBudget.For(graph, 0, GiB).Deadline.TotalSeconds.ShouldBe(70, 0.01);
    }
}
