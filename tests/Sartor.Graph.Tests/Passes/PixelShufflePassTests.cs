using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class PixelShufflePassTests
{
    private static readonly DepthToSpace s_shuffle = new(ChannelLayout.ChannelsFirst, 2, ChannelMajor: true);

    [Fact]
    public void Input_GetsItsChannelsGathered()
    {
        // ONNX's own example of the mode CRD has [1,8,2,3] with the elements 0, 9, 18 … in the first row.
        var g = new GraphFixture();
        g.Output(g.Add(s_shuffle, g.Input(2, 12, 2, 3)));
        g.ShouldKeepResults(new PixelShufflePass());
        g.Graph.Nodes.Select(n => n.Operator).ShouldBe([new Gather(1), s_shuffle with { ChannelMajor = false }]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Convolution_GetsItsKernelsInTheOtherOrder(bool bias)
    {
        var g = new GraphFixture();
        g.Output(g.Add(s_shuffle, g.Conv(g.Input(1, 3, 4, 5), 12, bias: bias)));
        g.ShouldKeepResults(new PixelShufflePass());
        g.Graph.Nodes.Select(n => n.Operator.GetType()).ShouldBe([typeof(Convolution), typeof(DepthToSpace)]);
    }

    [Fact]
    public void Convolution_ThatOthersReadKeepsItsOrder()
    {
        var g = new GraphFixture();
        var conv = g.Conv(g.Input(1, 3, 4, 5), 12);
        g.Output(g.Add(s_shuffle, conv), g.Relu(conv));
        g.ShouldKeepResults(new PixelShufflePass());
        g.Count<Gather>().ShouldBe(1);
    }

    [Fact]
    public void GroupedConvolution_KeepsItsOrder()
    {
        var g = new GraphFixture();
        g.Output(g.Add(s_shuffle, g.Conv(g.Input(1, 4, 4, 5), 12, groups: 2)));
        g.ShouldKeepResults(new PixelShufflePass());
        g.Count<Gather>().ShouldBe(1);
    }

    // PyTorch: y[n, c, h·B + i, w·B + j] = x[n, c·B² + i·B + j, h, w].
    [Fact]
    public void Shuffle_IsPyTorchs()
    {
        var g = new GraphFixture();
        g.Output(g.Add(s_shuffle, g.Input(1, 8, 2, 3)));
        new PixelShufflePass().Run(g.Graph).ShouldBeTrue();
        var x = Tensor.Create(new Shape(1, 8, 2, 3), Enumerable.Range(0, 48).Select(i => (float)i).ToArray());
        var y = Contracts.Operators.GraphEvaluator.Run(g.Graph, x)[0].ToSingles();
        for (var i = 0; i < y.Length; i++)
        {
            int c = i / 24, row = i / 6 % 4, column = i % 6;
            y[i].ShouldBe((((c * 4) + (row % 2 * 2) + (column % 2)) * 6) + (row / 2 * 3) + (column / 2));
        }
    }
}
