using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class LayerWeightsTests
{
    private readonly ModelGraph _graph = new("g");

    /// <summary>Element (o, i, h) of a kernel in each layout; with two groups, output 2 and 3 read inputs 2 and 3.</summary>
    [Theory]
    [InlineData(KernelLayout.OutputInputSpatial, 1, new long[] { 2, 3, 1, 2 }, "00 00 01 01 02 02 10 10 11 11 12 12")]
    [InlineData(KernelLayout.OutputSpatialInput, 1, new long[] { 2, 1, 2, 3 }, "00 01 02 00 01 02 10 11 12 10 11 12")]
    [InlineData(KernelLayout.OutputInputSpatial, 2, new long[] { 4, 2, 1, 1 }, "00 01 10 11 22 23 32 33")]
    [InlineData(KernelLayout.OutputSpatialInput, 2, new long[] { 4, 1, 1, 2 }, "00 01 10 11 22 23 32 33")]
    [InlineData(KernelLayout.OutputInputSpatial, 2, new long[] { 4, 1, 1, 1 }, "00 10 21 31")]
    [InlineData(KernelLayout.InputSpatialOutput, 2, new long[] { 1, 1, 2, 4 }, "00 10 21 31 00 10 21 31")]
    public void Convolution_SaysWhatEachElementStandsFor(KernelLayout layout, long groups, long[] extents, string expected)
    {
        var op = new Convolution(ChannelLayout.ChannelsFirst, layout, groups, [1, 1], [1, 1], [0, 0], [0, 0]);
        var kernel = new Shape(extents);
        var channels = layout == KernelLayout.InputSpatialOutput ? groups
            : groups * (layout == KernelLayout.OutputInputSpatial ? extents[1] : extents[3]);
        Meanings(op, new Shape(1, channels, 4, 4), kernel).ShouldBe(expected);
    }

    [Theory]
    [InlineData(WeightLayout.OutputInput, new long[] { 2, 3 }, "00 01 02 10 11 12")]
    [InlineData(WeightLayout.InputOutput, new long[] { 3, 2 }, "00 10 01 11 02 12")]
    public void FullyConnected_SaysWhatEachElementStandsFor(WeightLayout layout, long[] extents, string expected) =>
        Meanings(new FullyConnected(layout), new Shape(1, 3), new Shape(extents)).ShouldBe(expected);

    [Theory]
    [InlineData(ChannelLayout.ChannelsFirst, 1)]
    [InlineData(ChannelLayout.ChannelsLast, 3)]
    public void Channels_AreWhereTheNextLayerHasThem(ChannelLayout layout, int axis)
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4, 4, 4)));
        var pool = new MaxPool(layout, [2, 2], [1, 1], [1, 1], [0, 0], [0, 0]);
        var pooled = _graph.Add(pool, [x], "pool").Output;
        var moved = _graph.Add(new Neg(), [_graph.Add(new Add(), [pooled, pooled], "sum").Output], "neg").Output;

        foreach (var value in new[] { x, pooled, moved }) ChannelAxis.Of(value).ShouldBe(axis);
    }

    [Fact]
    public void Channels_OfTokensAreLast()
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4, 4, 4)));
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(4, 4), new float[16]));

        ChannelAxis.Of(_graph.Add(new FullyConnected(WeightLayout.InputOutput), [x, weights, null], "dense").Output).ShouldBe(3);
        ChannelAxis.Of(x).ShouldBe(3);
    }

    private string Meanings(Operator op, Shape x, Shape weights)
    {
        var input = _graph.AddInput("x", new TensorType(ElementType.Float32, x));
        var constant = ModelGraph.NewConstant("w", Tensor.Create(weights, new float[weights.ElementCount]));
        // Of TFLite's layouts only the kernel matters here.
        if (op is Convolution { Kernel: not KernelLayout.OutputInputSpatial } conv)
        {
            input.Type = input.Type with { Shape = Permutation.ToChannelsLast.Apply(x) };
            op = conv with { Layout = ChannelLayout.ChannelsLast };
        }
        var layer = LayerWeights.Of(_graph.Add(op, [input, constant, null], "layer"))!;
        return string.Join(' ', Enumerable.Range(0, (int)weights.ElementCount).Select(i => $"{layer.Output(i)}{layer.Input(i)}"));
    }
}
