using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class AffineToDepthwisePassTests
{
    private static Value Affine(GraphFixture g, Value x, Value scale, Value offset) => g.Add(new Add(), g.Add(new Mul(), x, scale), offset);

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Scale_and_offset_before_an_activation_become_one_convolution(long channels)
    {
        var g = new GraphFixture();
        g.Output(g.Relu(Affine(g, g.Input(2, 4, 5, channels), g.Constant(g.Random(channels)), g.Constant(g.Random(1, 1, 1, channels)))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Graph.Nodes.Count.ShouldBe(2);
        var conv = g.Graph.Nodes[0].Operator.ShouldBeOfType<Convolution>();
        conv.Groups.ShouldBe(channels);
        // The layout that TFLite takes for it: one channel is no depthwise convolution.
        conv.Kernel.ShouldBe(conv.TFLiteKernel(channels));
    }

    [Fact]
    public void Constants_may_come_first()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Add(), g.Constant(g.Random(3)), g.Add(new Mul(), g.Constant(g.Random(1, 3)), g.Input(1, 4, 4, 3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Graph.Nodes.Count.ShouldBe(1);
    }

    [Fact]
    public void Scalars_serve_every_channel()
    {
        var g = new GraphFixture();
        g.Output(Affine(g, g.Input(1, 4, 4, 3), g.Constant(Tensor.Scalar(2f)), g.Constant(Tensor.Vector(0.5f))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Graph.Nodes.Count.ShouldBe(1);
    }

    [Fact]
    public void Activation_of_the_sum_stays()
    {
        var g = new GraphFixture();
        var scaled = g.Add(new Mul(), g.Input(1, 4, 4, 3), g.Constant(Tensor.Vector(9f, -9f, 20f)));
        g.Output(g.Add(new Add(Activation.Relu6), scaled, g.Constant(g.Random(3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Graph.Nodes.Count.ShouldBe(1);
    }

    [Fact]
    public void Output_keeps_its_name_and_its_boundary()
    {
        var g = new GraphFixture();
        var y = Affine(g, g.Input(1, 4, 4, 3), g.Constant(g.Random(3)), g.Constant(g.Random(3)));
        (y.Name, y.BoundaryPermutation) = ("y", Permutation.ToChannelsLast);
        g.Output(y);
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Graph.Nodes.ShouldHaveSingleItem().Output.Name.ShouldBe("y");
        y = g.Graph.Outputs[0];
        y.BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Product_that_is_used_elsewhere_stays(bool asOutput)
    {
        var g = new GraphFixture();
        var scaled = g.Add(new Mul(), g.Input(1, 4, 4, 3), g.Constant(g.Random(3)));
        g.Output(g.Add(new Add(), scaled, g.Constant(g.Random(3))), asOutput ? scaled : g.Relu(scaled));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }

    [Theory]
    [InlineData(new long[] { 3, 1 })]
    [InlineData(new long[] { 3, 3 })]
    [InlineData(new long[] { 3, 1, 1, 1 })]
    [InlineData(new long[] { 2, 1, 1, 1, 3 })]
    public void Constant_that_is_not_one_a_channel_stays(long[] extents)
    {
        var g = new GraphFixture();
        g.Output(Affine(g, g.Input(3, 3, 3, 3), g.Constant(g.Random(3)), g.Constant(g.Random(extents))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }

    [Fact]
    public void Constant_that_widens_the_result_stays()
    {
        var g = new GraphFixture();
        g.Output(Affine(g, g.Input(1, 4, 4, 1), g.Constant(g.Random(3)), g.Constant(g.Random(3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }

    [Fact]
    public void Square_plus_offset_stays()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 4, 4, 3);
        g.Output(Affine(g, x, x, g.Constant(g.Random(3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }

    [Fact]
    public void Product_with_an_activation_or_of_another_rank_stays()
    {
        var g = new GraphFixture();
        var clipped = g.Add(new Mul(Activation.Relu), g.Input(1, 4, 4, 3), g.Constant(g.Random(3)));
        g.Output(
            g.Add(new Add(), clipped, g.Constant(g.Random(3))),
            Affine(g, g.Input(4, 4, 3), g.Constant(g.Random(3)), g.Constant(g.Random(3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }

    [Fact]
    public void Integers_stay()
    {
        var g = new GraphFixture();
        var x = g.Graph.AddInput("x", new TensorType(ElementType.Int32, new Shape(1, 2, 2, 2)));
        g.Output(Affine(g, x, g.Constant(Tensor.Vector(2, 3)), g.Constant(Tensor.Vector(1, 1))));
        new AffineToDepthwisePass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Offset_before_the_scale_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Add(new Add(), g.Input(1, 4, 4, 3), g.Constant(g.Random(3))), g.Constant(g.Random(3))));
        g.ShouldKeepResults(new AffineToDepthwisePass());
        g.Count<Convolution>().ShouldBe(0);
    }
}
