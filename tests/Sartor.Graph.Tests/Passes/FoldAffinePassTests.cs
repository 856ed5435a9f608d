using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class FoldAffinePassTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void Batch_normalisation_folds_into_the_convolution(long groups, bool bias)
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(2, 4, 5, 5), 8, groups: groups, bias: bias);
        var variance = Tensor.Create(new Shape(8), [0.5f, 1, 2, 0.1f, 3, 0.7f, 1.5f, 0.9f]);
        g.Output(g.Relu(g.Add(
            new BatchNormalization(ChannelLayout.ChannelsFirst, 1e-5f), x, g.Constant(g.Random(8)), g.Constant(g.Random(8)),
            g.Constant(g.Random(8)), g.Constant(variance))));
        g.ShouldKeepResults(new DecomposeBatchNormalizationPass(), new FoldAffinePass());
        g.Graph.Nodes.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Scale_and_shift_fold_into_a_transposed_convolution_of_one_group(long groups, int left)
    {
        // Inputs and outputs are as many, so that a scale of the wrong ones would show in the values only.
        var g = new GraphFixture();
        var x = g.Add(
            new TransposeConvolution(
                ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, [2, 2], [1, 1], [1, 1], [0, 0]),
            g.Input(2, 4, 4, 4), g.Constant(g.Random(4, 4 / groups, 3, 3)), null);
        g.Output(g.Add(new Mul(), x, g.Constant(g.Random(4, 1, 1))));
        g.ShouldKeepResults(new FoldAffinePass());
        g.Graph.Nodes.Count.ShouldBe(left);
    }

    [Fact]
    public void A_second_reader_keeps_the_convolution_as_it_is()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 2, 4, 4), 3);
        g.Output(g.Add(new Mul(), x, g.Constant(g.Random(3, 1, 1))), g.Relu(x));
        g.ShouldKeepResults(new FoldAffinePass());
        g.Count<Mul>().ShouldBe(1);
    }

    [Fact]
    public void A_constant_along_another_axis_does_not_fold()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 2, 4, 4), 4);
        g.Output(g.Add(new Add(), x, g.Constant(g.Random(4, 1))));
        g.ShouldKeepResults(new FoldAffinePass());
        g.Count<Add>().ShouldBe(1);
    }

    [Fact]
    public void A_constant_minus_the_result_folds_with_its_sign()
    {
        var g = new GraphFixture();
        var x = g.Conv(g.Input(1, 2, 4, 4), 3);
        g.Output(g.Add(new Sub(), g.Constant(g.Random(3, 1, 1)), x));
        g.ShouldKeepResults(new FoldAffinePass());
        g.Count<Sub>().ShouldBe(0);
    }

    [Fact]
    public void Scale_and_shift_after_a_linear_layer_fold()
    {
        var g = new GraphFixture();
        var x = g.Add(new FullyConnected(WeightLayout.InputOutput), g.Input(2, 6), g.Constant(g.Random(6, 5)), null);
        g.Output(g.Add(new Add(), g.Add(new Mul(), x, g.Constant(g.Random(5))), g.Constant(g.Random(1))));
        g.ShouldKeepResults(new FoldAffinePass());
        g.Graph.Nodes.Count.ShouldBe(1);
    }

    [Fact]
    public void Output_keeps_its_name_and_its_boundary()
    {
        var g = new GraphFixture();
        var y = g.Add(new Add(), g.Conv(g.Input(1, 2, 4, 4), 3), g.Constant(g.Random(3, 1, 1)));
        (y.Name, y.BoundaryPermutation) = ("y", Permutation.ToChannelsLast);
        g.Output(y, y);
        g.ShouldKeepResults(new FoldAffinePass());
        g.Graph.Nodes.Count.ShouldBe(1);
        g.Graph.Outputs.ShouldAllBe(o => o.Name == "y" && o.BoundaryPermutation == Permutation.ToChannelsLast);
    }
}
