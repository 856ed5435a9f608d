using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DilatedPoolingPassTests
{
    private const ChannelLayout Last = ChannelLayout.ChannelsLast;

    [Theory]
    [InlineData(2, 2, 1, 0)]
    [InlineData(2, 1, 2, 1)]
    [InlineData(1, 3, 3, 2)]
    public void Maximum_OfADilatedWindow_IsOneOfSlices(long down, long across, long stride, long pad)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new MaxPool(Last, [3, 2], [stride, 2], [down, across], [pad, 0], [0, 1]), g.Input(2, 8, 8, 3)));
        g.ShouldKeepResults(new DilatedPoolingPass());
        g.Graph.Nodes.Select(n => n.Operator).OfType<MaxPool>().ShouldAllBe(op => op.Dilations.Items.All(d => d == 1));
    }

    [Fact]
    public void Mean_ThatCountsItsPadding_IsASumOfSlices()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new AveragePool(Last, [3, 2], [2, 1], [2, 1], [1, 1], [2, 0], true), g.Input(2, 8, 7, 3)));
        g.ShouldKeepResults(new DilatedPoolingPass());
        g.Count<Slice>().ShouldBe(3);
        g.Count<AveragePool>().ShouldBe(1);
    }

    [Fact]
    public void Dilation_OfAWindowOfOneElement_IsNone()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new MaxPool(Last, [1, 1], [1, 1], [2, 3], [0, 0], [0, 0]), g.Input(1, 4, 4, 3)));
        g.ShouldKeepResults(new DilatedPoolingPass());
        g.Count<Slice>().ShouldBe(0);
        g.Graph.Outputs[0].ShouldNotBe(g.Graph.Inputs[0]);
    }

    [Fact]
    public void Pooling_WithoutDilation_AndMeansThatDoNotCountTheirPadding_Stay()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 8, 8, 3);
        g.Output(
            g.Add(new MaxPool(Last, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1]), x),
            g.Add(new AveragePool(Last, [3, 3], [1, 1], [2, 2], [1, 1], [1, 1], false), x));
        new DilatedPoolingPass().Run(g.Graph).ShouldBeFalse();
    }
}
