using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ComputedWeightsPassTests
{
    private static readonly FullyConnected s_layer = new(WeightLayout.InputOutput);

    [Fact]
    public void Product_OfTwoInputs()
    {
        Tensor x = Tensor.Create(new Shape(1, 2), [3f, 5]), w = Tensor.Create(new Shape(2, 3), [1f, 2, 3, 10, 20, 30]);
        ExpandedValues.Of(new ComputedWeightsPass(), s_layer, x, w).ShouldBe([53, 106, 159]);
    }

    [Fact]
    public void Bias_IsAddedAfter()
    {
        Tensor x = Tensor.Create(new Shape(1, 2), [3f, 5]), w = Tensor.Create(new Shape(2, 2), [1f, 2, 10, 20]);
        ExpandedValues.Of(new ComputedWeightsPass(), s_layer, x, w, Tensor.Vector(0.5f, -6f)).ShouldBe([53.5, 100]);
    }

    [Theory]
    [InlineData(WeightLayout.OutputInput, false)]
    [InlineData(WeightLayout.InputOutput, true)]
    public void ConstantWeightsAndThoseInTheRightOrder_Stay(WeightLayout layout, bool isConstant)
    {
        var g = new GraphFixture();
        var w = isConstant ? g.Constant(g.Random(4, 4)) : g.Input(4, 4);
        g.Output(g.Add(new FullyConnected(layout), g.Input(2, 4), w));
        new ComputedWeightsPass().Run(g.Graph).ShouldBeFalse();
    }
}
