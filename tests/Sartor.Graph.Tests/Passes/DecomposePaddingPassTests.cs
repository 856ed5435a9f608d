using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposePaddingPassTests
{
    private static readonly Tensor s_x = Tensor.Create(new Shape(2, 3), [1f, 2, 3, 4, 5, 6]);

    [Fact]
    public void Border_OfOneElementIsASymmetricPad()
    {
        var y = ExpandedValues.Graph(new DecomposePaddingPass(), new Pad(PadMode.Edge, [1, 0], [0, 1], 0), [s_x], out var graph);
        y.ShouldBe([1, 2, 3, 3, 1, 2, 3, 3, 4, 5, 6, 6]);
        graph.Nodes.Select(n => n.Operator).ShouldBe([new Pad(PadMode.Symmetric, [1, 0], [0, 1], 0)]);
    }

    [Fact]
    public void Border_OfSeveralElementsIsAGatherAlongEachAxis()
    {
        var y = ExpandedValues.Graph(new DecomposePaddingPass(), new Pad(PadMode.Edge, [1, 2], [0, 1], 0), [s_x], out var graph);
        y.ShouldBe([1, 1, 1, 2, 3, 3, 1, 1, 1, 2, 3, 3, 4, 4, 4, 5, 6, 6]);
        graph.Nodes.Select(n => n.Operator).ShouldBe([new Gather(0), new Gather(1)]);
    }

    [Fact]
    public void Wrap_TakesFromTheOtherEnd()
    {
        var y = ExpandedValues.Graph(new DecomposePaddingPass(), new Pad(PadMode.Wrap, [0, 2], [0, 4], 0), [s_x], out var graph);
        y.ShouldBe([2, 3, 1, 2, 3, 1, 2, 3, 1, 5, 6, 4, 5, 6, 4, 5, 6, 4]);
        graph.Nodes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(PadMode.Constant)]
    [InlineData(PadMode.Reflect)]
    [InlineData(PadMode.Symmetric)]
    public void OtherModes_Stay(PadMode mode)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Pad(mode, [1, 1], [1, 1], 0), g.Input(3, 3)));
        new DecomposePaddingPass().Run(g.Graph).ShouldBeFalse();
    }
}
