using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ExplicitPaddingPassTests
{
    [Fact]
    public void Symmetric_pads_of_a_strided_convolution_become_a_pad()
    {
        // 8 → 4 with stride 2 and kernel 3: SAME would pad (0, 1), the network pads (1, 1).
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 3, 8, 8), 4, stride: 2));
        g.ShouldKeepResults(new ChannelsLastPass(), new MoveTransposesPass(), new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    [Fact]
    public void Same_pads_stay_in_the_convolution()
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 3, 8, 8), 4));
        g.ShouldKeepResults(new ChannelsLastPass(), new MoveTransposesPass(), new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maximum_pool_never_takes_the_padding(bool afterRelu)
    {
        var g = new GraphFixture();
        // All inputs of the pool are negative, or zero after the activation: a pad of 0 would win over negative values.
        var x = g.Add(new Sub(), g.Input(1, 2, 7, 7), g.Constant(Tensor.Scalar(3f)));
        if (afterRelu) x = g.Relu(x);
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [0, 1], [1, 2]), x));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Average_pool_counts_what_it_counted(bool countsPadding)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new AveragePool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], countsPadding, Activation.Relu), g.Input(1, 8, 8, 2)));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }
}
