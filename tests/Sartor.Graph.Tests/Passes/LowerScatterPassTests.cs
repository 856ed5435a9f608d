using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class LowerScatterPassTests
{
    [Theory]
    [InlineData(ScatterReduction.None, new double[] { 1, 20, 3, 50, 5 })]
    [InlineData(ScatterReduction.Add, new double[] { 1, 32, 3, 54, 5 })]
    [InlineData(ScatterReduction.Multiply, new double[] { 1, 400, 3, 200, 5 })]
    [InlineData(ScatterReduction.Max, new double[] { 1, 20, 3, 50, 5 })]
    [InlineData(ScatterReduction.Min, new double[] { 1, 2, 3, 4, 5 })]
    public void ConstantPlaces_AreChosenFrom(ScatterReduction reduction, double[] expected) =>
        Run(reduction, isConstant: true, [1, -2, 1], [10, 50, 20]).ShouldBe(expected);

    [Theory]
    [InlineData(ScatterReduction.None, new long[] { 1, -2 }, new double[] { 1, 10, 3, 50, 5 })]
    [InlineData(ScatterReduction.None, new long[] { 0, 4 }, new double[] { 10, 2, 3, 4, 50 })]
    [InlineData(ScatterReduction.Add, new long[] { 1, -4 }, new double[] { 1, 62, 3, 4, 5 })]
    public void ComputedPlaces_GetTheirUpdates(ScatterReduction reduction, long[] places, double[] expected) =>
        Run(reduction, isConstant: false, places, [10, 50]).ShouldBe(expected);

    /// <summary>Products at computed places have no operator; the writer refuses the node.</summary>
    [Fact]
    public void ProductsAtComputedPlaces_Stay()
    {
        var g = new GraphFixture();
        var places = g.Graph.AddInput("i", new TensorType(ElementType.Int64, new Shape(2, 1)));
        g.Output(g.Add(new ScatterND(ScatterReduction.Multiply), g.Input(5), places, g.Input(2)));
        new LowerScatterPass().Run(g.Graph).ShouldBeFalse();
    }

    private static double[] Run(ScatterReduction reduction, bool isConstant, long[] places, float[] updates)
    {
        var g = new GraphFixture();
        var indices = Tensor.Create(new Shape(places.Length, 1), places);
        var read = isConstant ? g.Constant(indices) : g.Graph.AddInput("i", indices.Type);
        var x = g.Input(5);
        g.Output(g.Add(new ScatterND(reduction), x, read, g.Constant(Tensor.Vector<float>(updates))));
        new LowerScatterPass().Run(g.Graph).ShouldBeTrue();
        GraphCheck.Verify(g.Graph);
        g.Count<ScatterND>().ShouldBe(0);
        var data = Tensor.Vector(1f, 2f, 3f, 4f, 5f);
        var inputs = g.Graph.Inputs.Select(i => i.Type.Element == ElementType.Int64 ? indices : data).ToArray();
        return GraphEvaluator.Run(g.Graph, inputs)[0].ToDoubles();
    }
}
