using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ChannelsFirstPassTests
{
    private static Value Conv(GraphFixture g, Value x, KernelLayout layout, long groups, params long[] kernel) => g.Add(
        new Convolution(ChannelLayout.ChannelsLast, layout, groups, [2, 1], [1, 1], [1, 0], [0, 1]), x, g.Constant(g.Random(kernel)), null);

    // All extents are equal, so that axes which are mixed up do not show in the shapes.
    [Fact]
    public void NetworkWithChannelsLast_TakesAndGivesThemFirst()
    {
        var g = new GraphFixture();
        var x = Conv(g, g.Input(4, 4, 4, 4), KernelLayout.OutputSpatialInput, 1, 4, 3, 2, 4);
        x = Conv(g, g.Relu(x), KernelLayout.InputSpatialOutput, 4, 1, 1, 2, 4);
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [1, 2], [1, 1], [1, 1], [0, 1], [0, 0]), x));

        g.ShouldKeepResults(new ChannelsFirstPass());

        g.Count<Transpose>().ShouldBe(0);
        g.Graph.Nodes.ShouldAllBe(n => n.Operator is Clamp || ((IChannelLayout)n.Operator).Layout == ChannelLayout.ChannelsFirst);
        g.Graph.Nodes.Where(n => n.Operator is Convolution).ShouldAllBe(
            n => ((Convolution)n.Operator).Kernel == KernelLayout.OutputInputSpatial);
        g.Graph.Inputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsFirst);
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsFirst);
        new ChannelsFirstPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void TransposedConvolution_TurnsItsKernel()
    {
        var g = new GraphFixture();
        var op = new TransposeConvolution(ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, [2, 1], [1, 1], [1, 0], [0, 1]);
        g.Output(g.Add(op, g.Input(2, 3, 4, 5), g.Constant(g.Random(2, 3, 4, 5)), g.Constant(g.Random(2))));

        g.ShouldKeepResults(new ChannelsFirstPass());

        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(5, 2, 3, 4));
    }

    [Fact]
    public void FlattenBeforeALayer_LeavesThePermutationToItsWeights()
    {
        var g = new GraphFixture();
        var x = Conv(g, g.Input(1, 5, 4, 3), KernelLayout.OutputSpatialInput, 1, 2, 3, 2, 3);
        var flat = g.Add(new Reshape([1, x.Type.ElementCount!.Value]), x);
        g.Output(g.Add(new FullyConnected(WeightLayout.OutputInput), flat, g.Constant(g.Random(3, x.Type.ElementCount!.Value)), null));

        g.ShouldKeepResults(new ChannelsFirstPass());

        g.Count<Transpose>().ShouldBe(0);
    }

    [Fact]
    public void NetworkWithChannelsFirst_StaysAsItIs()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Transpose(Permutation.ToChannelsLast), g.Conv(g.Input(1, 3, 5, 4), 4)));
        var before = g.Dump();

        new ChannelsFirstPass().Run(g.Graph).ShouldBeFalse();

        g.Dump().ShouldBe(before);
    }
}
