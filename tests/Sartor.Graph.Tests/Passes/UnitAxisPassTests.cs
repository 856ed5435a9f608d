using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class UnitAxisPassTests
{
    private const ChannelLayout First = ChannelLayout.ChannelsFirst;

    private static Value Conv(GraphFixture g, Value x, long outputs) => g.Add(
        new Convolution(First, KernelLayout.OutputInputSpatial, 1, [1], [1], [1], [1]), x,
        g.Constant(g.Random(outputs, x.Type.Shape![1], 3)), g.Constant(g.Random(outputs)));

    [Theory]
    [InlineData(4, 4, 4, 1, 1, 0, 0)]
    [InlineData(4, 6, 9, 2, 2, 2, 1)]
    [InlineData(6, 6, 8, 6, 1, 0, 3)]
    [InlineData(1, 1, 1, 1, 1, 1, 1)]
    public void Convolution_OfOneAxis_GetsASecond(
        long channels, long outputs, long length, long groups, long dilation, long before, long after)
    {
        var g = new GraphFixture();
        g.Output(g.Add(
            new Convolution(First, KernelLayout.OutputInputSpatial, groups, [2], [dilation], [before], [after]),
            g.Input(2, channels, length), g.Constant(g.Random(outputs, channels / groups, 2 - (1 / length))),
            g.Constant(g.Random(outputs))));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Graph.Nodes.Select(n => n.Operator).OfType<Convolution>().ShouldAllBe(op => op.SpatialRank == 2);
    }

    [Fact]
    public void PoolingsResizingAndNormalization_GetASecondAxis()
    {
        var g = new GraphFixture();
        var x = g.Input(2, 3, 9);
        g.Output(
            g.Add(new MaxPool(First, [3], [2], [2], [1], [2]), x), g.Add(new AveragePool(First, [3], [2], [1], [1], [0], true), x),
            g.Add(new AveragePool(First, [2], [1], [1], [0], [1], false), x),
            g.Add(new LocalResponseNormalization(First, 3, 0.1f, 0.75f, 1), x),
            g.Add(new Resize(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.HalfDown, [2, 3, 18], [1, 1, 2]), x),
            g.Add(
                new TransposeConvolution(First, KernelLayout.OutputInputSpatial, 1, [2], [1], [1], [0]), x,
                g.Constant(g.Random(3, 2, 4)), null));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Graph.Nodes.Where(n => n.Operator is not Reshape).ShouldAllBe(n => n.Output.Type.Shape!.Rank == 4);
        g.Count<Reshape>().ShouldBe(1 + 6, "one to the plane, and one back for each output");
    }

    [Fact]
    public void Between_TwoConvolutions_NoReshapeStands()
    {
        var g = new GraphFixture();
        var x = g.Relu(Conv(g, g.Input(1, 4, 8), 4));
        var scaled = g.Add(new Mul(), x, g.Constant(g.Random(1, 4, 1)));
        var padded = g.Add(new Pad(PadMode.Reflect, [0, 0, 1], [0, 0, 2], 0), scaled);
        var cut = g.Add(new Slice([0, 0, 1], [1, 4, 8], [1, 1, 1]), padded);
        var joined = g.Add(new Concat(2), cut, x);
        var sum = g.Add(new Add(), Conv(g, joined, 4), joined);
        g.Output(g.Add(new Reduce(ReductionKind.Mean, [2], KeepAxes: true), Conv(g, sum, 4)));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Count<Reshape>().ShouldBe(2, g.Dump());
    }

    [Fact]
    public void Reduction_ThatDropsItsAxes_EndsTheRowWithoutAReshape()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Reduce(ReductionKind.Mean, [2], KeepAxes: false), Conv(g, g.Input(2, 4, 8), 4)));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Count<Reshape>().ShouldBe(1);
    }

    [Fact]
    public void Branches_OfASplit_FollowEach()
    {
        var g = new GraphFixture();
        var parts = g.Graph.Add(new Split(1, [2, 2]), [Conv(g, g.Input(1, 4, 6), 4)], "split").Outputs;
        g.Output(Conv(g, g.Add(new Mul(), parts[0], g.Add(new Logistic(), parts[1])), 3));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Count<Reshape>().ShouldBe(2, g.Dump());
    }

    [Fact]
    public void Operand_ThatIsNoPlane_KeepsTheLine()
    {
        var g = new GraphFixture();
        var x = g.Input(1, 4, 6);
        g.Output(g.Add(new Add(), Conv(g, x, 4), g.Graph.AddInput("y", new TensorType(ElementType.Float32, new Shape(1, 4, 6)))));
        g.ShouldKeepResults(new UnitAxisPass());
        g.Graph.Nodes.Single(n => n.Operator is Add).Output.Type.Shape!.Rank.ShouldBe(3);
    }

    [Fact]
    public void Matrix_BesideAPlane_IsNotTakenForOne()
    {
        // [C,L] lines up with the last two axes of [N,C,L], and with others of [N,C,1,L].
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), Conv(g, g.Input(1, 4, 4), 4), g.Constant(g.Random(4, 4))));
        g.ShouldKeepResults(new UnitAxisPass());
    }

    [Fact]
    public void Kernel_ThatIsComputed_IsReshaped()
    {
        var g = new GraphFixture();
        var kernel = g.Graph.AddInput("w", new TensorType(ElementType.Float32, new Shape(2, 4, 3)));
        g.Output(g.Add(new Convolution(First, KernelLayout.OutputInputSpatial, 1, [1], [1], [0], [1]), g.Input(1, 4, 6), kernel, null));
        g.ShouldKeepResults(new UnitAxisPass());
    }

    [Fact]
    public void Lines_WithoutAWindow_Stay()
    {
        var g = new GraphFixture();
        g.Output(g.Relu(g.Input(1, 4, 6)), g.Conv(g.Input(1, 4, 6, 5), 4));
        new UnitAxisPass().Run(g.Graph).ShouldBeFalse();
    }

    /// <summary>The lower bound of a row of convolutions is no transpose at all: the caller permutes what goes in and comes out.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 7)]
    public void Row_OfConvolutions_NeedsNoTransposeAndTwoReshapes(long channels, long length)
    {
        var g = new GraphFixture();
        var x = g.Input(1, channels, length);
        Value y = x;
        for (var i = 0; i < 4; i++) y = g.Add(new Add(), g.Relu(Conv(g, y, channels)), y);
        g.Output(y);
        IGraphPass[] passes =
        [
            new UnitAxisPass(), new ChannelsLastPass(), new MoveTransposesPass(), new BoundaryTransposesPass(),
            new TransposesToReshapesPass(),
        ];
        foreach (var pass in passes) pass.Run(g.Graph);
        GraphCheck.Verify(g.Graph);
        g.Count<Transpose>().ShouldBe(0, g.Dump());
        g.Count<Reshape>().ShouldBe(2, g.Dump());
    }
}
