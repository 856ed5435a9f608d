using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ExplicitPaddingPassTests
{
    [Fact]
    public void Symmetric_pads_of_a_strided_convolution_become_a_pad()
    {
        // 8 → 4 with stride 2 and kernel 3: SAME would pad (0, 1), the network pads (1, 1).
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 3, 8, 8), 4, stride: 2));
        g.ShouldKeepResults(new ChannelsLastPass(), new MoveTransposesPass(), new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    [Fact]
    public void Same_pads_stay_in_the_convolution()
    {
        var g = new GraphFixture();
        g.Output(g.Conv(g.Input(1, 3, 8, 8), 4));
        g.ShouldKeepResults(new ChannelsLastPass(), new MoveTransposesPass(), new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(0);
    }

    /// <summary>
    /// SAME would pad by nothing along the first axis, where the last window ends before the input: XNNPACK 2.9 takes that for a padding of
    /// almost 2³² and reads elsewhere.
    /// </summary>
    [Fact]
    public void Same_pads_beside_a_window_shorter_than_its_stride_become_a_pad()
    {
        var g = new GraphFixture();
        g.Output(g.Add(
            new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputInputSpatial, 1, [2, 1], [1, 1], [0, 1], [0, 1]),
            g.Input(1, 6, 6, 3), g.Constant(g.Random(4, 3, 1, 3)), null));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maximum_pool_never_takes_the_padding(bool afterRelu)
    {
        var g = new GraphFixture();
        // All inputs of the pool are negative, or zero after the activation: a pad of 0 would win over negative values.
        var x = g.Add(new Sub(), g.Input(1, 2, 7, 7), g.Constant(Tensor.Scalar(3f)));
        if (afterRelu) x = g.Relu(x);
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [0, 1], [1, 2]), x));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Average_pool_counts_what_it_counted(bool countsPadding)
    {
        var g = new GraphFixture();
        g.Output(
            g.Add(
                new AveragePool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], countsPadding, Activation.Relu),
                g.Input(1, 8, 8, 2)));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Pad>().ShouldBe(1);
    }

    /// <summary>An output that its caller permutes is permuted once, after the correction.</summary>
    [Fact]
    public void Average_pool_at_the_end_keeps_the_permutation_of_the_output()
    {
        var g = new GraphFixture();
        var pool = new AveragePool(ChannelLayout.ChannelsFirst, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], CountsPadding: false);
        g.Output(g.Add(pool, g.Input(1, 2, 8, 8)));
        g.ShouldKeepResults(new ChannelsLastPass(), new MoveTransposesPass(), new BoundaryTransposesPass(), new ExplicitPaddingPass());
        g.Graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Pad", "AveragePool", "Mul"]);
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(2, 2, 3)]
    [InlineData(4, 3, 2)]
    public void Average_pool_divides_by_the_elements_inside_whatever_window_and_dilation(long kernel, long dilation, long stride)
    {
        var g = new GraphFixture();
        var pads = dilation * (kernel - 1);
        g.Output(
            g.Add(
                new AveragePool(
                    ChannelLayout.ChannelsLast, [kernel, 2], [stride, 1], [dilation, 1], [pads, 1], [pads, 1], CountsPadding: false),
                g.Input(1, 7, 5, 2)));
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Count<Mul>().ShouldBe(1);
    }

    [Fact]
    public void Average_pool_of_one_axis_is_corrected()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 8, 2);
        g.Output(g.Add(new AveragePool(ChannelLayout.ChannelsLast, [3], [2], [1], [1], [1], CountsPadding: false), x));
        new ExplicitPaddingPass().Run(g.Graph).ShouldBeTrue();
        // The first of 4 windows has 2 of its 3 elements inside; the last ends at the border.
        g.Graph.Constants.Single().Constant!.ToSingles().ShouldBe([1.5f, 1, 1, 1]);
    }

    [Fact]
    public void Average_pool_of_a_huge_window_takes_no_time()
    {
        const long Half = 250_000_000;
        var g = new GraphFixture();
        g.Output(
            g.Add(
                new AveragePool(ChannelLayout.ChannelsLast, [2 * Half, 1], [1, 1], [1, 1], [Half, 0], [Half, 0], CountsPadding: false),
                g.Input(1, 4, 4, 1)));
        new ExplicitPaddingPass().Run(g.Graph).ShouldBeTrue();
        g.Graph.Constants.Single().Constant!.ToSingles().ShouldAllBe(f => f == 2 * Half / 4f);
    }

    [Fact]
    public void Average_pool_with_more_windows_than_memory_is_refused_by_name()
    {
        const long Size = 500_000_000;
        var g = new GraphFixture();
        g.Output(
            g.Add(
                new AveragePool(ChannelLayout.ChannelsLast, [Size, 1], [1, 1], [1, 1], [Size - 1, 0], [Size - 1, 0], CountsPadding: false),
                g.Input(1, 4, 4, 1)));
        new ExplicitPaddingPass().Run(g.Graph);
        g.Graph.Nodes.Single(n => n.Operator is AveragePool).Obstacle!.ShouldContain("windows over padding that does not count");
    }

    [Fact]
    public void Average_pool_that_is_an_output_and_read_inside_is_corrected_for_both()
    {
        var g = new GraphFixture();
        var pooled = g.Add(
            new AveragePool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], CountsPadding: false), g.Input(1, 8, 8, 2));
        (pooled.Name, pooled.BoundaryPermutation) = ("y", Permutation.ToChannelsLast);
        g.Output(pooled, g.Add(new Neg(), pooled), pooled);
        g.ShouldKeepResults(new ExplicitPaddingPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
        g.Graph.Outputs[2].ShouldBe(g.Graph.Outputs[0]);
        g.Graph.Nodes.SelectMany(n => n.Outputs).Count(v => v.Name == "y").ShouldBe(1);
    }

    [Fact]
    public void Maximum_pool_after_many_joined_branches_ends()
    {
        // Each concatenation reads the one before twice: 2⁴⁰ ways lead back to the activation.
        var g = new GraphFixture();
        var x = g.Relu(g.Input(1, 4, 4, 1));
        for (var i = 0; i < 40; i++) x = g.Add(new Concat(3), x, x);
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1]), x));
        new ExplicitPaddingPass().Run(g.Graph).ShouldBeTrue();
        ((Pad)g.Graph.Nodes.Single(n => n.Operator is Pad).Operator).Value.ShouldBe(0);
    }

    [Fact]
    public void Maximum_pool_after_a_long_chain_of_branches_ends()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(1, 4, 4, 1));
        for (var i = 0; i < 30_000; i++) x = g.Add(new Concat(3), x);
        g.Output(g.Add(new MaxPool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1]), x));
        new ExplicitPaddingPass().Run(g.Graph).ShouldBeTrue();
    }

    [Fact]
    public void Maximum_pool_after_one_branch_that_may_be_negative_pads_with_the_lowest_value()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 4, 4, 2);
        var low = g.Add(new Sub(), x, g.Constant(Tensor.Scalar(3f)));
        g.Output(
            g.Add(new MaxPool(ChannelLayout.ChannelsLast, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1]), g.Add(new Concat(3), g.Relu(x), low)));
        g.ShouldKeepResults(new ExplicitPaddingPass());
    }
}
