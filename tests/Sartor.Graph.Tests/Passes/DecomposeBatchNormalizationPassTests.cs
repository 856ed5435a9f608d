using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeBatchNormalizationPassTests
{
    private static Value Normalised(GraphFixture g, ChannelLayout layout, Value x, long channels) => g.Add(
        new BatchNormalization(layout, 0.25f), x,
        g.Constant(g.Random(channels)), g.Constant(g.Random(channels)), g.Constant(g.Random(channels)),
        g.Constant(Tensor.Create(new Shape(channels), Enumerable.Range(1, (int)channels).Select(i => (float)i).ToArray())));

    [Fact]
    public void Scale_and_offset_are_those_of_the_definition()
    {
        // γ = 2, β = 1, μ = 3, σ² + ε = 4: s = 2 / √4 = 1, t = 1 − 3·1 = −2; γ = −3, β = 0, μ = 1, σ² + ε = 9: s = −1, t = 1.
        var g = new GraphFixture();
        g.Output(g.Add(
            new BatchNormalization(ChannelLayout.ChannelsFirst, 1), g.Input(1, 2, 3),
            g.Constant(Tensor.Vector(2f, -3f)), g.Constant(Tensor.Vector(1f, 0f)), g.Constant(Tensor.Vector(3f, 1f)),
            g.Constant(Tensor.Vector(3f, 8f))));
        g.ShouldKeepResults(new DecomposeBatchNormalizationPass());
        g.Graph.Nodes[0].Operator.ShouldBe(new Mul());
        g.Graph.Nodes[0].Input(1).Constant!.ToSingles().ShouldBe([1f, -1f]);
        g.Graph.Nodes[1].Operator.ShouldBe(new Add());
        g.Graph.Nodes[1].Input(1).Constant!.ToSingles().ShouldBe([-2f, 1f]);
        g.Graph.Nodes[1].Input(1).Type.Shape.ShouldBe(new Shape(1, 2, 1));
    }

    [Theory]
    [InlineData(ChannelLayout.ChannelsFirst, new long[] { 5, 3 }, new long[] { 1, 3 })]
    [InlineData(ChannelLayout.ChannelsLast, new long[] { 5, 3 }, new long[] { 1, 3 })]
    [InlineData(ChannelLayout.ChannelsFirst, new long[] { 2, 3, 3, 3 }, new long[] { 1, 3, 1, 1 })]
    [InlineData(ChannelLayout.ChannelsLast, new long[] { 2, 3, 3, 3 }, new long[] { 1, 1, 1, 3 })]
    [InlineData(ChannelLayout.ChannelsLast, new long[] { 2, 4, 3 }, new long[] { 1, 1, 3 })]
    [InlineData(ChannelLayout.ChannelsFirst, new long[] { 1, 3, 2, 2, 2 }, new long[] { 1, 3, 1, 1, 1 })]
    public void Constants_lie_along_the_channels(ChannelLayout layout, long[] shape, long[] constants)
    {
        var g = new GraphFixture();
        g.Output(Normalised(g, layout, g.Input(shape), 3));
        g.ShouldKeepResults(new DecomposeBatchNormalizationPass());
        g.Graph.Nodes.Count.ShouldBe(2);
        g.Graph.Nodes.ShouldAllBe(n => n.Input(1).Type.Shape == new Shape(constants));
    }

    [Fact]
    public void Output_keeps_its_name_and_other_readers_are_not_disturbed()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(2, 3, 4));
        var y = Normalised(g, ChannelLayout.ChannelsFirst, x, 3);
        y.Name = "y";
        g.Output(y, g.Add(new Sub(), y, x), x);
        g.ShouldKeepResults(new DecomposeBatchNormalizationPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
    }

    [Fact]
    public void Two_normalisations_in_a_row_decompose_both()
    {
        var g = new GraphFixture();
        g.Output(Normalised(g, ChannelLayout.ChannelsFirst, Normalised(g, ChannelLayout.ChannelsFirst, g.Input(2, 3), 3), 3));
        g.ShouldKeepResults(new DecomposeBatchNormalizationPass());
        g.Count<BatchNormalization>().ShouldBe(0);
    }

    [Fact]
    public void Computed_statistics_stay()
    {
        var g = new GraphFixture();
        g.Output(
            g.Add(
                new BatchNormalization(ChannelLayout.ChannelsFirst, 1), g.Input(2, 3), g.Input(3), g.Constant(g.Random(3)),
                g.Constant(g.Random(3)), g.Constant(g.Random(3))));
        new DecomposeBatchNormalizationPass().Run(g.Graph).ShouldBeFalse();
    }
}
