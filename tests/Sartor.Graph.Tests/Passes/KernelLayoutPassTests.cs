using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class KernelLayoutPassTests
{
    private static Value Conv(GraphFixture g, Value x, Value kernel, long groups) => g.Add(
        new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [1, 0], [0, 1]), x, kernel,
        null);

    [Theory]
    [InlineData(3, 4, 1, new long[] { 4, 3, 2, 3 })]
    [InlineData(1, 4, 1, new long[] { 4, 3, 2, 1 })]
    [InlineData(3, 3, 3, new long[] { 1, 3, 2, 3 })]
    [InlineData(3, 6, 3, new long[] { 1, 3, 2, 6 })]
    public void Kernel_gets_the_layout_of_its_operator(long channels, long outputs, long groups, long[] expected)
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(2, 5, 6, channels), g.Constant(g.Random(outputs, channels / groups, 3, 2)), groups));
        g.ShouldKeepResults(new KernelLayoutPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(expected));
        new KernelLayoutPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Transposed_convolution_gets_output_spatial_input()
    {
        // ONNX has [C,O,H,W]; TRANSPOSE_CONV takes [O,H,W,C].
        var g = new GraphFixture();
        var op = new TransposeConvolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, 1, [2, 1], [1, 1], [1, 0], [0, 1]);
        g.Output(g.Add(op, g.Input(2, 3, 4, 5), g.Constant(g.Random(5, 2, 3, 4)), g.Constant(g.Random(2))));
        g.ShouldKeepResults(new KernelLayoutPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(2, 3, 4, 5));
        new KernelLayoutPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Kernel_of_two_convolutions_turns_for_each()
    {
        var g = new GraphFixture();
        var kernel = g.Constant(g.Random(3, 1, 3, 3));
        g.Output(Conv(g, g.Input(1, 5, 5, 3), kernel, 3), Conv(g, g.Input(1, 5, 5, 1), kernel, 1));
        g.ShouldKeepResults(new KernelLayoutPass());
        g.Graph.Nodes.Select(n => n.Input(1).Type.Shape).ShouldBe([new Shape(1, 3, 3, 3), new Shape(3, 3, 3, 1)]);
    }

    [Fact]
    public void Computed_kernel_is_transposed()
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(1, 5, 5, 2), g.Input(3, 2, 3, 3), 1));
        g.ShouldKeepResults(new KernelLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    public void Scales_follow_the_output_channels(long groups, int axis)
    {
        var g = new GraphFixture();
        var kernel = ModelGraph.NewConstant(
            "kernel", Tensor.Create(new Shape(2, 2 / groups, 3, 3), new sbyte[36 / groups]), new QuantizationParameters([1, 2], [0, 0], 0));
        g.Output(Conv(g, g.Input(1, 5, 5, 2), kernel, groups));
        new KernelLayoutPass().Run(g.Graph).ShouldBeTrue();
        g.Graph.Nodes[0].Input(1).Quantization!.Axis.ShouldBe(axis);
        g.Graph.Nodes[0].Input(1).Quantization!.Scales.ShouldBe([1f, 2f]);
    }

    [Fact]
    public void Grouped_convolution_gets_output_spatial_input()
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(1, 5, 5, 4), g.Constant(g.Random(4, 2, 3, 3)), 2));
        g.ShouldKeepResults(new KernelLayoutPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(4, 3, 3, 2));
        new KernelLayoutPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Channels_first_convolution_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 4, 5, 5), 2));
        new KernelLayoutPass().Run(g.Graph).ShouldBeFalse();
    }
}
