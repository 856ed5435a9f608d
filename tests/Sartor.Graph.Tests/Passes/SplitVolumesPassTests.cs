using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class SplitVolumesPassTests
{
    private const ChannelLayout Last = ChannelLayout.ChannelsLast;

    private static Value Conv(
        GraphFixture g, Value x, long outputs, long[] kernel, long groups = 1, long[]? strides = null, long[]? dilations = null,
        long[]? before = null, long[]? after = null, bool bias = true) => g.Add(
        new Convolution(
            Last, KernelLayout.OutputInputSpatial, groups, [.. strides ?? [1, 1, 1]], [.. dilations ?? [1, 1, 1]],
            [.. before ?? [0, 0, 0]], [.. after ?? [0, 0, 0]]),
        x, g.Constant(g.Random([outputs, x.Type.Shape![-1] / groups, .. kernel])), bias ? g.Constant(g.Random(outputs)) : null);

    private static void ShouldHavePlanesOnly(GraphFixture g)
    {
        g.Graph.Nodes.Select(n => n.Operator).OfType<Convolution>().ShouldAllBe(op => op.SpatialRank == 2);
        g.Graph.Nodes.Select(n => n.Operator).OfType<Pooling>().ShouldAllBe(op => op.SpatialRank == 2);
        g.Graph.Nodes.Where(n => n.Operator is not Reshape).ShouldAllBe(n => n.Output.Type.Shape!.Rank == 4);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void Convolution_OfEqualExtents_IsOneOverPlanes(long groups, bool bias)
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(4, 4, 4, 4, 4), 4, [3, 3, 3], groups, before: [1, 0, 1], after: [1, 1, 0], bias: bias));
        g.ShouldKeepResults(new SplitVolumesPass());
        ShouldHavePlanesOnly(g);
        g.Count<Convolution>().ShouldBe(groups == 1 ? 1 : 3);
    }

    [Fact]
    public void Convolution_WithStridesAndDilations_IsOneOverPlanes()
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(2, 7, 6, 5, 3), 4, [2, 3, 2], 1, [2, 1, 2], [3, 1, 2], [2, 0, 1], [1, 2, 0]));
        g.ShouldKeepResults(new SplitVolumesPass());
        ShouldHavePlanesOnly(g);
    }

    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(5, 1, 2)]
    [InlineData(1, 1, 1)]
    public void Kernel_OfDepthOne_NeedsNoConcatenation(long depth, long kernel, long stride)
    {
        var g = new GraphFixture();
        g.Output(Conv(g, g.Input(2, depth, 4, 4, 3), 4, [kernel, 3, 3], 1, [stride, 1, 1]));
        g.ShouldKeepResults(new SplitVolumesPass());
        g.Count<Concat>().ShouldBe(0);
        g.Count<Slice>().ShouldBe(stride == 1 ? 0 : 1);
    }

    [Fact]
    public void Poolings_AreTwoOverPlanes()
    {
        var g = new GraphFixture();
        var x = g.Input(2, 6, 6, 6, 3);
        g.Output(
            g.Add(new MaxPool(Last, [3, 2, 3], [2, 1, 2], [1, 2, 1], [1, 0, 1], [0, 1, 1]), x),
            g.Add(new AveragePool(Last, [3, 2, 3], [2, 1, 2], [1, 1, 1], [1, 0, 1], [0, 1, 1], true), x),
            g.Add(new AveragePool(Last, [3, 2, 3], [2, 1, 2], [1, 1, 1], [1, 0, 1], [0, 1, 1], false), x),
            g.Add(new AveragePool(Last, [1, 2, 2], [1, 2, 2], [1, 1, 1], [0, 0, 0], [0, 0, 0], false), x),
            g.Add(new MaxPool(Last, [2, 1, 1], [1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]), x),
            g.Add(new MaxPool(Last, [1, 1, 1], [1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]), x));
        g.ShouldKeepResults(new SplitVolumesPass());
        ShouldHavePlanesOnly(g);
        g.Count<MaxPool>().ShouldBe(4);
        g.Count<AveragePool>().ShouldBe(5);
    }

    [Fact]
    public void Activation_ComesBeforeTheReshape()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Logistic(), g.Relu(Conv(g, g.Input(1, 4, 4, 4, 2), 3, [2, 2, 2]))));
        g.ShouldKeepResults(new SplitVolumesPass(), new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(0);
        g.Graph.Nodes[^1].Operator.ShouldBeOfType<Reshape>();
    }

    [Fact]
    public void ChannelsFirst_AndComputedKernels_Stay()
    {
        var g = new GraphFixture();
        var kernel = g.Graph.AddInput("w", new TensorType(ElementType.Float32, new Shape(3, 2, 2, 2, 2)));
        var x = g.Input(1, 4, 4, 4, 2);
        g.Output(
            g.Add(new Convolution(Last, KernelLayout.OutputInputSpatial, 1, [1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]), x, kernel, null),
            g.Add(new MaxPool(ChannelLayout.ChannelsFirst, [2, 2, 2], [1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]), x));
        new SplitVolumesPass().Run(g.Graph).ShouldBeFalse();
    }
}
