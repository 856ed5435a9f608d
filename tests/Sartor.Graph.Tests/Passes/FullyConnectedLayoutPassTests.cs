using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class FullyConnectedLayoutPassTests
{
    private static Value Dense(GraphFixture g, Value x, Value weights, WeightLayout layout = WeightLayout.OutputInput) =>
        g.Add(new FullyConnected(layout), x, weights, null);

    private static Value Flat(GraphFixture g, Value x) => g.Add(new Reshape([x.Type.Shape![0], -1]), x);

    [Fact]
    public void Weights_turn_to_output_input()
    {
        var g = new GraphFixture();
        g.Output(Dense(g, g.Input(2, 3), g.Constant(Tensor.Create(new Shape(3, 2), [1f, 2, 3, 4, 5, 6])), WeightLayout.InputOutput));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Graph.Nodes[0].Input(1).Constant!.ToSingles().ShouldBe([1f, 3, 5, 2, 4, 6]);
        ((FullyConnected)g.Graph.Nodes[0].Operator).Weights.ShouldBe(WeightLayout.OutputInput);
    }

    [Fact]
    public void Weights_that_two_layers_read_differently_turn_for_one()
    {
        var g = new GraphFixture();
        var weights = g.Constant(g.Random(4, 4));
        g.Output(Dense(g, Dense(g, g.Input(3, 4), weights, WeightLayout.InputOutput), weights));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Graph.Nodes[1].Input(1).ShouldBe(weights);
    }

    [Theory]
    [InlineData(1, new[] { 0, 3, 1, 2 })]
    [InlineData(3, new[] { 0, 3, 1, 2 })]
    [InlineData(3, new[] { 0, 2, 3, 1 })]
    [InlineData(2, new[] { 0, 3, 2, 1 })]
    public void Transpose_before_a_flatten_moves_into_the_weights(long batch, int[] axes)
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(new Permutation(axes.ToEquatableArray())), g.Input(batch, 2, 3, 4));
        g.Output(Dense(g, Flat(g, moved), g.Constant(g.Random(5, 24))));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(0);
    }

    [Fact]
    public void Equal_extents_do_not_confuse_the_axes()
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(new Permutation([0, 2, 3, 1])), g.Input(3, 3, 3, 3));
        g.Output(Dense(g, Flat(g, moved), g.Constant(g.Random(27, 3)), WeightLayout.InputOutput));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(0);
    }

    [Fact]
    public void Transpose_that_moves_the_batch_stays()
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(new Permutation([1, 0, 2])), g.Input(3, 3, 4));
        g.Output(Dense(g, Flat(g, moved), g.Constant(g.Random(2, 12))));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Theory]
    [InlineData(6, 20)]
    [InlineData(1, 120)]
    public void Reshape_that_is_no_flatten_of_the_batch_stays(long rows, long columns)
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(2, 4, 5, 3));
        g.Output(Dense(g, g.Add(new Reshape([rows, columns]), moved), g.Constant(g.Random(2, columns))));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Rows_of_higher_rank_stay()
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(2, 4, 5, 3));
        g.Output(Dense(g, g.Add(new Reshape([2, 3, 20]), moved), g.Constant(g.Random(2, 20))));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Second_reader_on_the_way_keeps_the_transpose(bool ofTheRows)
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(2, 4, 5, 3));
        var flat = Flat(g, moved);
        g.Output(Dense(g, flat, g.Constant(g.Random(2, 60))), g.Relu(ofTheRows ? flat : moved));
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Output_on_the_way_keeps_the_transpose(bool ofTheRows)
    {
        var g = new GraphFixture();
        var moved = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(2, 4, 5, 3));
        var flat = Flat(g, moved);
        g.Output(Dense(g, flat, g.Constant(g.Random(2, 60))), ofTheRows ? flat : moved);
        g.ShouldKeepResults(new FullyConnectedLayoutPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Computed_weights_stay()
    {
        var g = new GraphFixture();
        g.Output(Dense(g, g.Input(2, 3), g.Input(3, 4), WeightLayout.InputOutput));
        new FullyConnectedLayoutPass().Run(g.Graph).ShouldBeFalse();
    }
}
