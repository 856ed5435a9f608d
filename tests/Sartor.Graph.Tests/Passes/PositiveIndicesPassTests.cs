using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class PositiveIndicesPassTests
{
    private static Tensor Table => Tensor.Create(new Shape(3, 2), [0f, 1, 10, 11, 20, 21]);

    private static Value Ids(GraphFixture g, ElementType element) => g.Graph.AddInput("ids", new TensorType(element, new Shape(4)));

    [Theory]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    public void Indices_from_the_end_become_indices_from_the_start(ElementType element)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Gather(0), g.Constant(Table), Ids(g, element)));
        new PositiveIndicesPass().Run(g.Graph).ShouldBeTrue();
        var gather = g.Graph.Nodes.Single(n => n.Operator is Gather);
        // As a runtime sees them that knows no others.
        g.Output(gather.Input(1));
        var results = GraphEvaluator.Run(g.Graph, Tensor.Create(new Shape(4), [0, 2, -1, -3]).ConvertTo(element));
        results[1].ToInt64s().ShouldBe([0, 2, 2, 0]);
        results[0].ToSingles().ShouldBe([0, 1, 20, 21, 20, 21, 0, 1]);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Formula_of_indices_from_the_start_stays(bool subtracts, bool isChanged)
    {
        var g = new GraphFixture();
        var index = g.Add(new Modulo(Truncated: false), Ids(g, ElementType.Int32), g.Constant(Tensor.Scalar(3)));
        var scaled = g.Add(new Mul(), index, g.Constant(Tensor.Scalar(subtracts ? -1 : 1)));
        g.Output(g.Add(new Gather(0), g.Constant(Table), g.Add(new Reshape([2, 2]), scaled)));
        new PositiveIndicesPass().Run(g.Graph).ShouldBe(isChanged);
    }

    [Fact]
    public void Extent_is_that_of_the_gathered_axis()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Gather(1), g.Constant(Table), Ids(g, ElementType.Int32)));
        new PositiveIndicesPass().Run(g.Graph).ShouldBeTrue();
        var results = GraphEvaluator.Run(g.Graph, Tensor.Create(new Shape(4), [0, 1, -1, -2]));
        results[0].ToSingles().ShouldBe([0, 1, 1, 0, 10, 11, 11, 10, 20, 21, 21, 20]);
        g.Graph.Nodes[0].Input(1).Constant!.ToInt64s().ShouldBe([2]);
    }

    [Fact]
    public void Constant_indices_stay_for_the_writer()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Gather(0), g.Constant(Table), g.Constant(Tensor.Create(new Shape(2), [-1, 0]))));
        new PositiveIndicesPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Index_of_the_largest_is_positive_already()
    {
        var g = new GraphFixture();
        var largest = g.Add(new ArgMax(1, false), g.Input(4, 3));
        g.Output(g.Add(new Gather(0), g.Constant(Table), largest));
        new PositiveIndicesPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Second_run_changes_nothing()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Gather(0), g.Constant(Table), Ids(g, ElementType.Int32)));
        new PositiveIndicesPass().Run(g.Graph).ShouldBeTrue();
        new PositiveIndicesPass().Run(g.Graph).ShouldBeFalse();
    }
}
