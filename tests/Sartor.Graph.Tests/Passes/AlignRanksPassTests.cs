using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class AlignRanksPassTests
{
    [Theory]
    [InlineData(new long[] { 3, 1, 1 }, new long[] { 1, 3, 1, 1 })]
    [InlineData(new long[] { 4 }, new long[] { 1, 1, 1, 4 })]
    [InlineData(new long[0], new long[] { 1, 1, 1, 1 })]
    public void Constant_gets_the_rank_of_the_result(long[] given, long[] expected)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Input(2, 3, 4, 4), g.Constant(g.Random(given))));
        g.ShouldKeepResults(new AlignRanksPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Type.Shape.ShouldBe(new Shape(expected));
    }

    [Fact]
    public void Variable_operand_gets_a_reshape()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Sub(), g.Input(4), g.Input(2, 3, 4)));
        g.ShouldKeepResults(new AlignRanksPass());
        g.Count<Reshape>().ShouldBe(1);
        g.Graph.Nodes[1].Input(0).Type.Shape.ShouldBe(new Shape(1, 1, 4));
    }

    [Fact]
    public void Equal_ranks_stay()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Add(), g.Input(2, 1), g.Constant(g.Random(1, 3))));
        new AlignRanksPass().Run(g.Graph).ShouldBeFalse();
        g.Graph.Nodes.Count.ShouldBe(1);
    }

    [Fact]
    public void Constant_of_two_readers_is_aligned_for_each()
    {
        var g = new GraphFixture();
        var c = g.Constant(g.Random(3));
        g.Output(g.Add(new Add(), g.Input(2, 3), c), g.Add(new Add(), c, g.Input(1, 1, 2, 3)), g.Add(new Mul(), g.Input(3), c));
        g.ShouldKeepResults(new AlignRanksPass());
        g.Graph.Nodes.Select(n => n.Inputs.Single(v => v!.Constant is not null)!.Type.Shape!.Rank).ShouldBe([2, 4, 1]);
    }

    [Fact]
    public void Value_read_in_both_slots_is_reshaped_in_none()
    {
        var g = new GraphFixture();
        var x = g.Input(3);
        g.Output(g.Add(new Mul(), x, x));
        new AlignRanksPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Scales_along_an_axis_move_with_the_axis()
    {
        var g = new GraphFixture();
        var x = g.Graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 2, 4, 4)));
        var perChannel = new QuantizationParameters([0.5f, 0.25f], [0, 0], 0);
        g.Output(g.Add(new PRelu(), x, ModelGraph.NewConstant("slope", Tensor.Create<sbyte>(new Shape(2, 1, 1), [1, 2]), perChannel)));
        new AlignRanksPass().Run(g.Graph);
        var slope = g.Graph.Nodes[0].Input(1);
        slope.Type.Shape.ShouldBe(new Shape(1, 2, 1, 1));
        slope.Quantization.ShouldBe(perChannel with { Axis = 1 });
    }

    [Fact]
    public void Quantised_operand_keeps_its_parameters_behind_the_reshape()
    {
        var g = new GraphFixture();
        var x = g.Graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(4)));
        x.Quantization = QuantizationParameters.PerTensor(0.5f, 3);
        g.Output(g.Add(new Add(), x, g.Graph.AddInput("y", new TensorType(ElementType.Int8, new Shape(2, 4)))));
        new AlignRanksPass().Run(g.Graph);
        g.Graph.Nodes[1].Input(0).Quantization.ShouldBe(x.Quantization);
    }
}
