using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class SplitGroupedConvolutionPassTests
{
    private static Value Grouped(
        GraphFixture g, long channels, long outputs, long groups, Value? bias = null, Activation activation = Activation.None) => g.Add(
        new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, groups, [2, 1], [1, 1], [1, 0], [0, 1], activation),
        g.Input(2, 6, 5, channels), g.Constant(g.Random(outputs, channels / groups, 3, 2)), bias);

    [Theory]
    [InlineData(4, 6, 2)]
    [InlineData(6, 3, 3)]
    [InlineData(8, 8, 4)]
    public void Groups_become_convolutions_of_one_group(long channels, long outputs, long groups)
    {
        var g = new GraphFixture();
        g.Output(Grouped(g, channels, outputs, groups, g.Constant(g.Random(outputs))));
        g.ShouldKeepResults(new SplitGroupedConvolutionPass());
        g.Count<Convolution>().ShouldBe((int)groups);
        g.Count<Slice>().ShouldBe((int)groups);
        g.Graph.Nodes.ShouldAllBe(n => !(n.Operator is Convolution) || ((Convolution)n.Operator).Groups == 1);
    }

    [Fact]
    public void Bias_may_be_left_out_and_the_activation_is_applied_in_each_group()
    {
        var g = new GraphFixture();
        g.Output(Grouped(g, 4, 4, 2, activation: Activation.Relu));
        g.ShouldKeepResults(new SplitGroupedConvolutionPass());
        g.Count<Concat>().ShouldBe(1);
    }

    [Fact]
    public void Bias_of_higher_rank_splits_by_its_elements()
    {
        var g = new GraphFixture();
        g.Output(Grouped(g, 4, 4, 2, g.Constant(g.Random(1, 4))));
        g.ShouldKeepResults(new SplitGroupedConvolutionPass());
        g.Count<Convolution>().ShouldBe(2);
    }

    [Fact]
    public void Kernel_with_its_channels_last_splits_too()
    {
        var g = new GraphFixture();
        g.Output(g.Add(
            new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 2, [1, 1], [1, 1], [0, 0], [0, 0]),
            g.Input(1, 5, 5, 4), g.Constant(g.Random(6, 3, 3, 2)), g.Constant(g.Random(6))));
        g.ShouldKeepResults(new SplitGroupedConvolutionPass());
        g.Count<Convolution>().ShouldBe(2);
    }

    [Fact]
    public void Output_keeps_its_name_and_its_boundary()
    {
        var g = new GraphFixture();
        var y = Grouped(g, 4, 4, 2);
        (y.Name, y.BoundaryPermutation) = ("y", Permutation.ToChannelsLast);
        g.Output(y, g.Relu(y));
        g.ShouldKeepResults(new SplitGroupedConvolutionPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Theory]
    [InlineData(4, 4, 4)]
    [InlineData(3, 6, 3)]
    [InlineData(4, 6, 1)]
    public void Depthwise_and_ungrouped_convolutions_stay(long channels, long outputs, long groups)
    {
        var g = new GraphFixture();
        g.Output(Grouped(g, channels, outputs, groups));
        new SplitGroupedConvolutionPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Channels_first_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 4, 5, 5), 4, groups: 2));
        new SplitGroupedConvolutionPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Computed_kernel_or_bias_stays()
    {
        var g = new GraphFixture();
        var op = new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, 2, [1, 1], [1, 1], [0, 0], [0, 0]);
        g.Output(g.Add(op, g.Input(1, 3, 3, 4), g.Input(4, 2, 1, 1), null), Grouped(g, 4, 4, 2, g.Input(4)));
        new SplitGroupedConvolutionPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Quantised_kernel_stays()
    {
        // Its rows have scales that a plain copy would lose.
        var g = new GraphFixture();
        var op = new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, 2, [1, 1], [1, 1], [0, 0], [0, 0]);
        var kernel = ModelGraph.NewConstant(
            "kernel", Tensor.Create(new Shape(4, 2, 1, 1), new sbyte[8]), new QuantizationParameters([1, 2, 3, 4], [0, 0, 0, 0]));
        g.Output(g.Add(op, g.Input(1, 3, 3, 4), kernel, null));
        new SplitGroupedConvolutionPass().Run(g.Graph).ShouldBeFalse();
    }
}
