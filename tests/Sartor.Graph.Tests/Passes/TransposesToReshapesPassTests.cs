using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class TransposesToReshapesPassTests
{
    [Theory]
    [InlineData(new long[] { 1, 3, 1, 5 }, new[] { 2, 1, 0, 3 })]
    [InlineData(new long[] { 2, 1, 1, 3 }, new[] { 0, 3, 1, 2 })]
    [InlineData(new long[] { 2, 3, 4 }, new[] { 0, 1, 2 })]
    public void Transpose_that_moves_no_data_becomes_a_reshape(long[] shape, int[] axes)
    {
        var g = new GraphFixture();
        g.Output(g.Relu(g.Add(new Transpose(new Permutation(axes.ToEquatableArray())), g.Input(shape))));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Transpose>().ShouldBe(0);
    }

    [Theory]
    [InlineData(new long[] { 1, 3, 2, 1 }, new[] { 0, 2, 1, 3 })]
    [InlineData(new long[] { 2, 2 }, new[] { 1, 0 })]
    public void Transpose_that_moves_data_stays(long[] shape, int[] axes)
    {
        var g = new GraphFixture();
        g.Output(g.Relu(g.Add(new Transpose(new Permutation(axes.ToEquatableArray())), g.Input(shape))));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Transpose_at_an_output_becomes_a_reshape_with_its_name()
    {
        var g = new GraphFixture();
        var y = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(2, 1, 1, 3));
        y.Name = "y";
        g.Output(y);
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Reshape>().ShouldBe(1);
        g.Graph.Outputs[0].Name.ShouldBe("y");
    }

    [Fact]
    public void Reshapes_in_a_row_become_one()
    {
        var g = new GraphFixture();
        var x = g.Add(new Reshape([6, -1]), g.Input(2, 3, 4));
        g.Output(g.Relu(g.Add(new Reshape([-1, 2]), g.Add(new Reshape([24]), x))));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Reshape>().ShouldBe(1);
        g.Graph.Nodes[0].Input(0).ShouldBe(g.Graph.Inputs[0]);
    }

    [Fact]
    public void Reshape_in_the_middle_that_is_an_output_stays()
    {
        var g = new GraphFixture();
        var middle = g.Add(new Reshape([6, 4]), g.Input(2, 3, 4));
        g.Output(middle, g.Add(new Reshape([24]), middle));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Reshape>().ShouldBe(2);
    }

    [Fact]
    public void Reshape_in_the_middle_that_another_node_reads_stays()
    {
        var g = new GraphFixture();
        var middle = g.Add(new Reshape([6, 4]), g.Input(2, 3, 4));
        g.Output(g.Relu(middle), g.Relu(g.Add(new Reshape([24]), middle)));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Count<Reshape>().ShouldBe(2);
    }

    [Fact]
    public void There_and_back_is_nothing()
    {
        var g = new GraphFixture();
        var there = g.Add(new Transpose(Permutation.ToChannelsFirst), g.Input(1, 1, 1, 5));
        g.Output(g.Relu(g.Add(new Reshape([1, 1, 1, 5]), g.Add(new Reshape([5]), there))));
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBe(Clamp.Relu);
    }

    [Fact]
    public void Reshape_to_the_same_shape_stays_where_it_is_an_output()
    {
        // Something has to give the output a name of its own.
        var g = new GraphFixture();
        var y = g.Add(new Reshape([3, 2]), g.Input(3, 2));
        y.Name = "y";
        g.Output(y);
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
        g.Count<Reshape>().ShouldBe(1);
    }

    [Fact]
    public void Output_that_an_inner_reshape_feeds_keeps_its_boundary()
    {
        var g = new GraphFixture();
        var y = g.Add(new Reshape([1, 2, 3, 4]), g.Add(new Reshape([24]), g.Relu(g.Input(1, 2, 3, 4))));
        y.BoundaryPermutation = Permutation.ToChannelsLast;
        g.Output(y);
        g.ShouldKeepResults(new TransposesToReshapesPass());
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }
}
