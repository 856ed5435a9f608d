using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class MoveTransposesPassTests
{
    private static readonly IGraphPass[] Layout = [
        new AlignRanksPass(), new ChannelsLastPass(), new MoveTransposesPass(), new BoundaryTransposesPass()];

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
    public void Node_that_nothing_reads_is_removed_and_that_is_told()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 3, 8, 8);
        g.Relu(x);
        g.Output(g.Add(new Neg(), x));
        new MoveTransposesPass().Run(g.Graph).ShouldBeTrue();
        g.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<Neg>();
        new MoveTransposesPass().Run(g.Graph).ShouldBeFalse();
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

    // ShuffleNetV2's units: halves that pass by, halves that are convolved, joined, shuffled and halved again.
    [Fact]
    public void Chained_channel_shuffles_keep_one_transpose_each()
    {
        const int Units = 3;
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 3, 4, 4), 6);
        for (var i = 0; i < Units; i++)
        {
            var half = new Slice([0, 0, 0, 0], [1, 3, 4, 4], [1, 1, 1, 1]);
            var joined = g.Add(new Concat(1), g.Add(half, x), g.Relu(g.Conv(g.Add(half with { Starts = [0, 3, 0, 0] }, x), 3)));
            var split = g.Add(new Reshape([1, 2, 3, 4, 4]), joined);
            x = g.Add(new Reshape([1, 6, 4, 4]), g.Add(new Transpose(new Permutation([0, 2, 1, 3, 4])), split));
        }
        g.Output(g.Add(new Reduce(ReductionKind.Mean, [2, 3], false), g.Relu(g.Conv(x, 4))));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(Units, g.Dump());
    }

    // Query, key and value of one product: three transposes of a part each, or one of the whole; the key's is a flag of the product.
    [Fact]
    public void Attention_heads_are_moved_once_and_back()
    {
        var g = new GraphFixture();
        var x = g.Add(
            new Reshape([5, 3, 2, 4]),
            g.Add(new FullyConnected(WeightLayout.OutputInput), g.Input(5, 8), g.Constant(g.Random(24, 8)), null));
        Value Part(int i) => g.Add(new Reshape([5, 2, 4]), g.Add(new Slice([0, i, 0, 0], [5, 1, 2, 4], [1, 1, 1, 1]), x));
        Value q = g.Add(new Transpose(new Permutation([1, 0, 2])), Part(0)), k = g.Add(new Transpose(new Permutation([1, 2, 0])), Part(1));
        var y = g.Add(
            new MatMul(), g.Add(new Softmax(2), g.Add(new MatMul(), q, k)), g.Add(new Transpose(new Permutation([1, 0, 2])), Part(2)));
        var merged = g.Add(new Reshape([5, 8]), g.Add(new Transpose(new Permutation([1, 0, 2])), y));
        g.Output(g.Add(new FullyConnected(WeightLayout.OutputInput), merged, g.Constant(g.Random(3, 8)), null));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(2, g.Dump());
    }

    // T(x) moves 6·8·8 elements, T of its slice 6·4·4; a flatten into a softmax lets none through.
    [Fact]
    public void Transpose_that_is_needed_stands_where_the_least_moves()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Conv(g.Input(1, 3, 8, 8), 6));
        var small = g.Add(new Slice([0, 0, 0, 0], [1, 6, 4, 4], [1, 1, 2, 2]), x);
        g.Output(g.Add(new Softmax(1), g.Add(new Reshape([1, 96]), small)));
        g.ShouldKeepResults(Layout);
        g.Graph.Nodes.Where(n => n.Operator is Transpose).ShouldHaveSingleItem().Output.Type.Shape
            .ShouldBe(new Shape(1, 6, 4, 4), g.Dump());
    }

    [Fact]
    public void Transpose_of_a_shared_value_is_made_once()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 3, 4, 4), 6);
        Value Rows(Value v) => g.Add(new Softmax(1), g.Add(new Reshape([1, 96]), v));
        g.Output(Rows(x), g.Add(new Exp(), Rows(x)));
        g.ShouldKeepResults(Layout);
        g.Count<Transpose>().ShouldBe(1, g.Dump());
    }

    // Both sides of each are permuted for nothing, and still TFLite takes them in one place only.
    [Fact]
    public void Operators_of_one_place_keep_it()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 3, 4, 4), 6);
        var large = g.Add(
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1, 6, 8, 8], [1, 1, 2, 2]), x);
        g.Output(g.Add(new Softmax(1), g.Add(new Reshape([1, 384]), large)), g.Add(new Softmax(1), x));
        g.ShouldKeepResults(Layout);
        foreach (var node in g.Graph.Nodes)
        {
            if (node.Operator is IAxisPlacement op) op.IsPlaced(node.Input(0).Type.Shape!).ShouldBeTrue(node.ToString());
        }
    }
}
