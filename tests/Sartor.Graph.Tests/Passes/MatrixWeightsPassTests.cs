using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class MatrixWeightsPassTests
{
    [Fact]
    public void WeightsOverMoreThanTwoAxes_AreTurned()
    {
        var g = new GraphFixture();
        g.Output(g.Add(
            new FullyConnected(WeightLayout.OutputInput), g.Input(2, 3, 5), g.Constant(g.Random(4, 5)), g.Constant(g.Random(4))));

        g.ShouldKeepResults(new MatrixWeightsPass());

        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(5, 4));
        new MatrixWeightsPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void WeightsOfAMatrix_Stay()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new FullyConnected(WeightLayout.OutputInput), g.Input(3, 5), g.Constant(g.Random(4, 5)), null));

        new MatrixWeightsPass().Run(g.Graph).ShouldBeFalse();
    }
}
