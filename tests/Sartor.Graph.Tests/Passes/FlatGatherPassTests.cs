using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class FlatGatherPassTests
{
    /// <summary>Indices from both ends; the second is along the axis, the others may be shorter than the data.</summary>
    private static Tensor Indices(Shape shape, long extent, ElementType element)
    {
        var random = new Random(3);
        return Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.NextInt64(-extent, extent))])
            .ConvertTo(element);
    }

    [Theory]
    [InlineData(0, true, ElementType.Int64)]
    [InlineData(1, true, ElementType.Int32)]
    [InlineData(2, true, ElementType.Int64)]
    [InlineData(0, false, ElementType.Int64)]
    [InlineData(1, false, ElementType.Int32)]
    [InlineData(2, false, ElementType.Int64)]
    public void Elements_AreGatheredFromOneRow(int axis, bool isConstant, ElementType element)
    {
        var g = new GraphFixture();
        var x = g.Input(4, 4, 4);
        var indices = Indices(new Shape(axis == 0 ? 5 : 3, 4, axis == 2 ? 6 : 4), 4, element);
        var read = isConstant ? g.Constant(indices) : g.Graph.AddInput("i", indices.Type);
        g.Output(g.Add(new GatherElements(axis), x, read));
        Tensor[] inputs = isConstant ? [g.Random(4, 4, 4)] : [g.Random(4, 4, 4), indices];
        var expected = GraphEvaluator.Run(g.Graph, inputs)[0];
        new FlatGatherPass().Run(g.Graph).ShouldBeTrue();
        GraphCheck.Verify(g.Graph);
        g.Count<GatherElements>().ShouldBe(0);
        var actual = GraphEvaluator.Run(g.Graph, inputs)[0];
        actual.Shape.ShouldBe(expected.Shape);
        actual.ToSingles().ShouldBe(expected.ToSingles());
        if (isConstant) g.Graph.Nodes.Count.ShouldBe(2);
    }

    [Fact]
    public void MorePlacesThanAConstantMayHave_AndEmptyResults_Stay()
    {
        var g = new GraphFixture();
        g.Output(
            g.Add(new GatherElements(0), g.Input(4), g.Graph.AddInput("i", new TensorType(ElementType.Int64, new Shape(1L << 40)))),
            g.Add(new GatherElements(0), g.Input(4), g.Graph.AddInput("i", new TensorType(ElementType.Int64, new Shape(0)))));
        new FlatGatherPass().Run(g.Graph).ShouldBeFalse();
    }
}
