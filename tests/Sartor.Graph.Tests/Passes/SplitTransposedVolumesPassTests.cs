using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class SplitTransposedVolumesPassTests
{
    private static GraphFixture Network(
        long depth, long stride, long before, long after, bool bias, ChannelLayout layout = ChannelLayout.ChannelsLast, long dilation = 1)
    {
        var g = new GraphFixture();
        var op = new TransposeConvolution(
            layout, KernelLayout.OutputInputSpatial, 1, [stride, 2, 1], [dilation, 1, 1], [before, 1, 0], [after, 0, -1]);
        g.Output(g.Add(op, g.Input(2, 4, 4, 4, 4), g.Constant(g.Random(4, 4, depth, 3, 2)), bias ? g.Constant(g.Random(4)) : null));
        return g;
    }

    [Theory]
    [InlineData(2, 2, 0, 0, true)]
    [InlineData(3, 2, 1, 0, false)]
    [InlineData(3, 1, 1, 1, true)]
    [InlineData(1, 3, 0, -2, true)]
    [InlineData(5, 2, 2, -3, true)]
    [InlineData(2, 3, -2, 1, false)]
    [InlineData(1, 1, 0, 0, false)]
    public void TransposedConvolution_OfThreeAxes_IsOneOfPlanes(long depth, long stride, long before, long after, bool bias)
    {
        var g = Network(depth, stride, before, after, bias);
        g.ShouldKeepResults(new SplitTransposedVolumesPass());
        g.Count<TransposeConvolution>().ShouldBe((int)depth);
        g.Graph.Nodes.Where(n => n.Operator is not Reshape).ShouldAllBe(n => n.Output.Type.Shape!.Rank == 4);
    }

    [Fact]
    public void ChannelsFirst_AndDilations_Stay()
    {
        new SplitTransposedVolumesPass().Run(Network(2, 2, 0, 0, true, ChannelLayout.ChannelsFirst).Graph).ShouldBeFalse();
        new SplitTransposedVolumesPass().Run(Network(2, 2, 0, 0, true, dilation: 2).Graph).ShouldBeFalse();
    }
}
