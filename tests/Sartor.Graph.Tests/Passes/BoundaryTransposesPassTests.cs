using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class BoundaryTransposesPassTests
{
    // Not its own inverse: the direction shows.
    private static readonly Permutation Turn = new([1, 2, 0]);

    private static Value Transposed(GraphFixture g, Value x, Permutation? permutation = null) =>
        g.Add(new Transpose(permutation ?? Turn), x);

    [Fact]
    public void Input_is_fed_permuted()
    {
        var g = new GraphFixture();
        g.Output(g.Relu(Transposed(g, g.Input(2, 3, 4))));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(0);
        g.Graph.Inputs[0].Type.Shape.ShouldBe(new Shape(3, 4, 2));
        g.Graph.Inputs[0].BoundaryPermutation.ShouldBe(Turn);
        g.Graph.Inputs[0].Name.ShouldBe("x");
    }

    [Fact]
    public void Output_is_given_permuted()
    {
        var g = new GraphFixture();
        var y = Transposed(g, g.Relu(g.Input(2, 3, 4)));
        y.Name = "y";
        g.Output(y);
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(0);
        g.Graph.Outputs[0].Name.ShouldBe("y");
        // "The value is the original's, permuted by this": [3,4,2] → [2,3,4].
        g.Graph.Outputs[0].BoundaryPermutation!.Apply(new Shape(3, 4, 2)).ShouldBe(new Shape(2, 3, 4));
    }

    [Fact]
    public void Input_that_all_readers_permute_alike_is_absorbed()
    {
        var g = new GraphFixture();
        var x = g.Input(2, 3, 4);
        g.Output(g.Relu(Transposed(g, x)), g.Add(new Neg(), Transposed(g, x)));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(0);
    }

    [Fact]
    public void Input_that_readers_permute_differently_stays()
    {
        var g = new GraphFixture();
        var x = g.Input(3, 3, 3);
        g.Output(g.Relu(Transposed(g, x)), g.Relu(Transposed(g, x, Turn.Inverse())));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(2);
        g.Graph.Inputs[0].BoundaryPermutation.ShouldBeNull();
    }

    [Fact]
    public void Input_that_something_else_reads_stays()
    {
        var g = new GraphFixture();
        var x = g.Input(3, 3, 3);
        g.Output(g.Add(new Add(), Transposed(g, x), x));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Input_that_is_an_output_stays()
    {
        var g = new GraphFixture();
        var x = g.Input(2, 3, 4);
        g.Output(g.Relu(Transposed(g, x)), x);
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Graph.Inputs[0].BoundaryPermutation.ShouldBeNull();
    }

    [Fact]
    public void Network_that_only_transposes_stays()
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(2, 3, 4)));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Value_behind_an_output_may_be_read_inside()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(2, 3, 4));
        g.Output(Transposed(g, x), g.Add(new Neg(), x));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(0);
        g.Graph.Outputs[1].BoundaryPermutation.ShouldBeNull();
    }

    [Fact]
    public void Permuted_output_that_is_read_inside_stays()
    {
        var g = new GraphFixture();
        var y = Transposed(g, g.Relu(g.Input(2, 3, 4)));
        g.Output(y, g.Add(new Neg(), y));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Value_that_is_an_output_in_two_orders_keeps_one_transpose()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(2, 3, 4));
        g.Output(Transposed(g, x), Transposed(g, x, Turn.Inverse()));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Value_that_is_an_output_as_it_is_too_stays()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(2, 3, 4));
        g.Output(Transposed(g, x), x);
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Graph.Outputs.ShouldAllBe(o => o.BoundaryPermutation == null);
    }

    [Fact]
    public void Output_listed_twice_stays()
    {
        var g = new GraphFixture();
        var y = Transposed(g, g.Relu(g.Input(2, 3, 4)));
        g.Output(y, y);
        g.ShouldKeepResults(new BoundaryTransposesPass());
        g.Count<Transpose>().ShouldBe(1);
    }

    [Fact]
    public void Second_run_changes_nothing()
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Relu(Transposed(g, g.Input(2, 3, 4)))));
        g.ShouldKeepResults(new BoundaryTransposesPass());
        new BoundaryTransposesPass().Run(g.Graph).ShouldBeFalse();
    }
}
