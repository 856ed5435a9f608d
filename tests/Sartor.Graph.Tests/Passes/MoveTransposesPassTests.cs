using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class MoveTransposesPassTests
{
    private static readonly IGraphPass[] Layout = [new AlignRanksPass(), new ChannelsLastPass(), new MoveTransposesPass(), new BoundaryTransposesPass()];

    [Fact]
    public void Residual_block_keeps_no_transpose()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Conv(g.Input(1, 3, 8, 8), 4));
        var y = g.Conv(g.Relu(g.Conv(x, 6)), 4);
        g.Output(g.Relu(g.Add(new Add(), x, y)));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(0, g.Dump());
        g.Graph.Inputs[0].Type.Shape.ShouldBe(new Shape(1, 8, 8, 3));
        g.Graph.Inputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Fact]
    public void Dense_block_keeps_no_transpose()
    {
        var g = new GraphFixture();
        var features = new List<Value> { g.Conv(g.Input(1, 3, 6, 6), 4) };
        for (var i = 0; i < 3; i++)
        {
            var joined = g.Add(new Concat(1), [.. features]);
            var scaled = g.Add(new Mul(), joined, g.Constant(g.Random(joined.Type.Shape![1], 1, 1)));
            features.Add(g.Conv(g.Relu(g.Add(new Add(), scaled, g.Constant(g.Random(joined.Type.Shape![1], 1, 1)))), 2));
        }
        g.Output(g.Add(new Concat(1), [.. features]));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(0, g.Dump());
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Fact]
    public void Channel_shuffle_keeps_only_its_own_transposes()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 3, 4, 4), 6);
        var split = g.Add(new Reshape([1, 2, 3, 4, 4]), x);
        var shuffled = g.Add(new Reshape([1, 6, 4, 4]), g.Add(new Transpose(new Permutation([0, 2, 1, 3, 4])), split));
        g.Output(g.Conv(shuffled, 4));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(1, g.Dump());
    }

    [Fact]
    public void Normalisation_of_the_input_moves_behind_the_boundary()
    {
        var g = new GraphFixture();
        var x = g.Add(new Sub(), g.Input(1, 3, 5, 5), g.Constant(g.Random(1, 3, 1, 1)));
        g.Output(g.Conv(x, 2));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(0, g.Dump());
    }

    [Fact]
    public void Equal_extents_do_not_confuse_the_axes()
    {
        // [4,4,4,4]: nothing but the algebra tells the axes apart.
        var g = new GraphFixture();
        var x = g.Conv(g.Input(4, 4, 4, 4), 4);
        var y = g.Add(new Add(), x, g.Constant(g.Random(4, 4)));
        var z = g.Add(new Softmax(2), y);
        g.Output(g.Conv(z, 4), g.Add(new Reduce(ReductionKind.Mean, [1], false), z));
        g.ShouldKeepResults(Layout);
    }

    [Fact]
    public void Flatten_keeps_the_order_of_the_elements()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 2, 4, 4), 3);
        g.Output(g.Add(new FullyConnected(WeightLayout.OutputInput), g.Add(new Reshape([1, 48]), x), g.Constant(g.Random(5, 48)), null));
        g.ShouldKeepResults([.. Layout, new FullyConnectedLayoutPass(), new TransposesToReshapesPass()]);
        g.Count<Transpose>().ShouldBe(0, g.Dump());
    }
}
