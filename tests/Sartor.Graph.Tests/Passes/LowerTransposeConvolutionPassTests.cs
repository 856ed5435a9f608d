using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class LowerTransposeConvolutionPassTests
{
    private static Value Transposed(
        GraphFixture g, Value x, long outputs, long[] kernel, long groups, long[] strides, long[] dilations, long[] before, long[] after,
        bool bias = true) => g.Add(
        new TransposeConvolution(
            ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, [.. strides], [.. dilations], [.. before], [.. after]), x,
        g.Constant(g.Random([x.Type.Shape![1], outputs / groups, .. kernel])), bias ? g.Constant(g.Random(outputs)) : null);

    /// <summary>Everything that is left is in TFLite's form.</summary>
    private static void ShouldBePlain(GraphFixture g)
    {
        foreach (var node in g.Graph.Nodes.Where(n => n.Operator is TransposeConvolution))
        {
            var op = (TransposeConvolution)node.Operator;
            op.Groups.ShouldBe(1);
            op.Dilations.ShouldAllBe(d => d == 1);
            op.PaddingCode(node.Input(0).Type.Shape!, node.Input(1).Type.Shape!).ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData(new long[] { 1, 1 }, new long[] { 0, 0 })]
    [InlineData(new long[] { 1, 1 }, new long[] { -1, -1 })]
    [InlineData(new long[] { 1, 2 }, new long[] { 1, 2 })]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, -2 })]
    [InlineData(new long[] { 0, 0 }, new long[] { -4, -3 })]
    [InlineData(new long[] { -1, -3 }, new long[] { 0, 1 })]
    public void Pads_AreCutFromAValidResult(long[] before, long[] after)
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(2, 3, 4, 4), 5, [3, 4], 1, [2, 3], [1, 1], before, after));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        ShouldBePlain(g);
    }

    /// <summary>What would be SAME, but XNNPACK writes beyond its buffers.</summary>
    [Fact]
    public void ResultShorterThanTheStride_IsCutFromAValidResult()
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(2, 3, 1, 6), 3, [3, 3], 1, [3, 2], [1, 1], [1, 1], [1, 1]));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        ShouldBePlain(g);
        var made = g.Graph.Nodes.Single(n => n.Operator is TransposeConvolution);
        made.Output.Type.Shape![2].ShouldBe(3);
        g.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(2, 3, 1, 11));
    }

    [Fact]
    public void ComputedKernelOfGroups_IsCutIntoThoseOfOneGroup()
    {
        var g = new GraphFixture();
        var op = new TransposeConvolution(
            ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 2, [2, 1], [1, 1], [0, 1], [1, 0]);
        g.Output(g.Add(op, g.Input(2, 4, 3, 4), g.Input(4, 3, 3, 2), g.Constant(g.Random(6))));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        ShouldBePlain(g);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 1)]
    public void StridesOfOne_AreAConvolution(long groups, long dilation)
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(2, 4, 5, 5), 8, [3, 2], groups, [1, 1], [dilation, 1], [1, 0], [0, 1]));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        g.Count<Convolution>().ShouldBe(1);
        g.Count<TransposeConvolution>().ShouldBe(0);
    }

    [Fact]
    public void StridesOfOne_WithPadsBeyondTheKernel_AreCut()
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(1, 2, 6, 7), 3, [2, 1], 1, [1, 1], [1, 1], [2, 1], [1, 2]));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        g.Count<TransposeConvolution>().ShouldBe(0);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Groups_BecomeTransposedConvolutionsOfOneGroup(long groups, bool bias)
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(2, 4, 4, 4), 8, [3, 3], groups, [2, 2], [1, 1], [1, 1], [0, 0], bias));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        g.Count<TransposeConvolution>().ShouldBe((int)groups);
        ShouldBePlain(g);
    }

    [Fact]
    public void Dilations_BecomeZerosOfTheKernel()
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(1, 4, 4, 4), 4, [3, 2], 2, [2, 2], [2, 3], [1, 0], [-1, 2]));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        ShouldBePlain(g);
    }

    [Theory]
    [InlineData(4, 2, 1)]
    [InlineData(3, 3, 0)]
    public void NativeForms_Stay(long kernel, long stride, long pad)
    {
        var g = new GraphFixture();
        g.Output(Transposed(g, g.Input(1, 3, 4, 4), 3, [kernel, kernel], 1, [stride, stride], [1, 1], [pad, pad], [pad, pad]));
        new LowerTransposeConvolutionPass().Run(g.Graph).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Pads_OfAComputedKernel_AreCut_AndItsDilationsStay(long dilation, bool isChanged)
    {
        var g = new GraphFixture();
        var op = new TransposeConvolution(
            ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [2, 2], [dilation, 1], [1, 1], [0, 0]);
        var kernel = g.Graph.AddInput("w", new TensorType(ElementType.Float32, new Shape(3, 2, 3, 3)));
        g.Output(g.Add(op, g.Input(1, 3, 4, 4), kernel, null));
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        g.Count<Slice>().ShouldBe(isChanged ? 1 : 0);
    }

    [Fact]
    public void Output_KeepsItsName()
    {
        var g = new GraphFixture();
        var y = Transposed(g, g.Input(1, 3, 4, 4), 2, [3, 3], 1, [2, 2], [1, 1], [1, 1], [0, 0]);
        y.Name = "y";
        g.Output(y);
        g.ShouldKeepResults(new LowerTransposeConvolutionPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
    }
}
