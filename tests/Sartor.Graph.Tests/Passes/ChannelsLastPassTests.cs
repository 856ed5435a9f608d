using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ChannelsLastPassTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Convolution_stands_between_a_transpose_and_its_inverse(long groups)
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(2, 4, 5, 6), 8, stride: 2, groups: groups));
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Graph.Nodes.Select(n => n.Operator.GetType()).ShouldBe([typeof(Transpose), typeof(Convolution), typeof(Transpose)]);
        ((Transpose)g.Graph.Nodes[0].Operator).Permutation.ShouldBe(Permutation.ToChannelsLast);
        ((Transpose)g.Graph.Nodes[2].Operator).Permutation.ShouldBe(Permutation.ToChannelsFirst);
        ((Convolution)g.Graph.Nodes[1].Operator).Layout.ShouldBe(ChannelLayout.ChannelsLast);
    }

    [Fact]
    public void Pools_and_transposed_convolutions_turn_too()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 3, 6, 6);
        var pooled = g.Add(new MaxPool(ChannelLayout.ChannelsFirst, [2, 3], [2, 1], [1, 1], [0, 1], [0, 1]), x);
        var mean = g.Add(new AveragePool(ChannelLayout.ChannelsFirst, [3, 1], [1, 1], [1, 1], [1, 0], [1, 0], true), pooled);
        g.Output(
            g.Add(
                new TransposeConvolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [2, 2], [1, 1], [1, 0], [0, 1]),
                mean, g.Constant(g.Random(3, 2, 3, 2)), g.Constant(g.Random(2))));
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Graph.Nodes.ShouldAllBe(n => n.Operator is Transpose || ((IChannelLayout)n.Operator).Layout == ChannelLayout.ChannelsLast);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Normalisation_turns_in_other_ranks(int rank)
    {
        var g = new GraphFixture();
        long[] extents = [2, 3, .. Enumerable.Repeat(4L, rank - 2)];
        g.Output(
            g.Add(
                new BatchNormalization(ChannelLayout.ChannelsFirst, 1), g.Input(extents), g.Constant(g.Random(3)), g.Constant(g.Random(3)),
                g.Constant(g.Random(3)), g.Constant(g.Random(3))));
        g.ShouldKeepResults(new ChannelsLastPass());
        ((BatchNormalization)g.Graph.Nodes[1].Operator).Layout.ShouldBe(ChannelLayout.ChannelsLast);
    }

    // Neither knows channels, but TFLite takes them with the channels last only.
    [Fact]
    public void Resizing_and_softmax_over_channels_turn_too()
    {
        var g = new GraphFixture();
        var large = new Resize(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, [1, 3, 8, 6], [1, 1, 2, 2]);
        g.Output(g.Add(new Softmax(1), g.Add(large, g.Input(1, 3, 4, 3))));
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Graph.Nodes.Where(n => n.Operator is not Transpose).Select(n => n.Output.Type.Shape)
            .ShouldBe([new Shape(1, 8, 6, 3), new Shape(1, 8, 6, 3)]);
        ((Softmax)g.Graph.Nodes.Single(n => n.Operator is Softmax).Operator).Axis.ShouldBe(3);
    }

    [Fact]
    public void Rank_2_has_no_layout_to_change()
    {
        var g = new GraphFixture();
        g.Output(
            g.Add(
                new BatchNormalization(ChannelLayout.ChannelsFirst, 1), g.Input(2, 3), g.Constant(g.Random(3)), g.Constant(g.Random(3)),
                g.Constant(g.Random(3)), g.Constant(g.Random(3))));
        new ChannelsLastPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Channels_last_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), g.Input(1, 4, 4, 3)));
        new ChannelsLastPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Result_that_is_read_and_an_output_is_turned_back_once()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 3, 4, 4), 3);
        x.Name = "features";
        g.Output(x, g.Relu(x), x);
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Count<Transpose>().ShouldBe(2, g.Dump());
        g.Graph.Outputs[0].Name.ShouldBe("features");
        g.Graph.Outputs[2].ShouldBe(g.Graph.Outputs[0]);
    }

    [Fact]
    public void Two_readers_of_one_value_share_its_transpose()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 3, 4, 4);
        g.Output(g.Conv(x, 2), g.Conv(x, 5, kernel: 1, pad: 0));
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Count<Transpose>().ShouldBe(3, g.Dump());
    }

    [Fact]
    public void Constant_image_is_transposed_at_once()
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Constant(g.Random(1, 3, 4, 5)), 2));
        g.ShouldKeepResults(new ChannelsLastPass());
        g.Count<Transpose>().ShouldBe(1);
        g.Graph.Nodes[0].Input(0).Type.Shape.ShouldBe(new Shape(1, 4, 5, 3));
    }
}
