using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class DynamicRangePassTests
{
    private readonly ModelGraph _graph = new("test");

    private Value Input(params long[] shape) => _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(shape)));

    // Channel c along an axis has the values ±(c + 1).
    private static Value Weights(int axis, params long[] extents)
    {
        var shape = new Shape(extents);
        var inner = shape.Strides()[axis];
        return ModelGraph.NewConstant("w", Tensor.Create(shape,
            Enumerable.Range(0, (int)shape.ElementCount).Select(i => (float)((i / inner % shape[axis]) + 1) * (i % 2 == 0 ? 1 : -1))
                .ToArray()));
    }

    private Value Conv(Value x, Value weights, KernelLayout layout, long groups, Value? bias = null) => _graph.Add(
        new Convolution(ChannelLayout.ChannelsLast, layout, groups, [1, 1], [1, 1], [0, 0], [0, 0]), [x, weights, bias], "conv").Output;

    private bool Run(params Value[] outputs)
    {
        _graph.Outputs.AddRange(outputs);
        var changed = new DynamicRangePass().Run(_graph);
        GraphCheck.Verify(_graph);
        _graph.Nodes.ShouldAllBe(n => n.Output.Type.Element == ElementType.Float32 && n.Output.Quantization == null);
        return changed;
    }

    [Fact]
    public void Convolution_has_a_scale_for_each_output_channel()
    {
        var bias = ModelGraph.NewConstant("b", Tensor.Vector(1f, 2, 3, 4));
        Run(Conv(Input(1, 8, 8, 32), Weights(0, 4, 3, 3, 32), KernelLayout.OutputSpatialInput, 1, bias)).ShouldBeTrue();
        var weights = _graph.Nodes[0].Input(1);
        weights.Type.Element.ShouldBe(ElementType.Int8);
        weights.Quantization!.Axis.ShouldBe(0);
        weights.Quantization.Scales.ShouldBe([1f / 127, 2f / 127, 3f / 127, 4f / 127]);
        weights.Quantization.ZeroPoints.ShouldBe([0L, 0, 0, 0]);
        weights.Constant!.ToInt64s().ShouldAllBe(q => Math.Abs(q) == 127);
        _graph.Nodes[0].Input(2).ShouldBe(bias);
    }

    [Fact]
    public void Depthwise_convolution_has_its_channels_last()
    {
        Run(Conv(Input(1, 40, 40, 2), Weights(3, 1, 32, 32, 2), KernelLayout.InputSpatialOutput, 2)).ShouldBeTrue();
        _graph.Nodes[0].Input(1).Quantization!.Axis.ShouldBe(3);
        _graph.Nodes[0].Input(1).Quantization!.Scales.ShouldBe([1f / 127, 2f / 127]);
    }

    [Fact]
    public void Fully_connected_layer_has_one_scale()
    {
        Run(_graph.Add(new FullyConnected(WeightLayout.OutputInput), [Input(1, 512), Weights(0, 4, 512), null], "dense").Output)
            .ShouldBeTrue();
        _graph.Nodes[0].Input(1).Quantization!.Scales.ShouldBe([4f / 127]);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(32, true)]
    [InlineData(128, false)]
    [InlineData(1000, false)]
    [InlineData(1e9, true)]
    public void Rows_that_one_scale_would_lose_keep_the_weights_in_float32(double ratio, bool quantised)
    {
        // One row is far larger; beyond 2²⁴ the others are what training switched off.
        var values = Enumerable.Range(0, 4 * 512).Select(i => (float)(Math.Sin(i) * (i < 512 ? ratio : 1))).ToArray();
        var weights = ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(4, 512), values));
        Run(_graph.Add(new FullyConnected(WeightLayout.OutputInput), [Input(1, 512), weights, null], "dense").Output).ShouldBe(quantised);
        _graph.Diagnostics.Select(d => d.Code).ShouldBe(quantised ? [] : ["int8-range"]);
        if (!quantised) _graph.Diagnostics[0].Message.ShouldContain("'kernel' stays float32: one int8 scale would lose 3 of its 4 rows");
    }

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    public void Weights_count_from_1024_elements_on(long elements, bool quantised)
    {
        Run(_graph.Add(new FullyConnected(WeightLayout.OutputInput), [Input(1, elements), Weights(0, 1, elements), null], "dense").Output)
            .ShouldBe(quantised);
    }

    [Fact]
    public void Weights_of_two_layers_are_stored_once()
    {
        var weights = Weights(0, 32, 1, 1, 32);
        Run(Conv(Conv(Input(1, 4, 4, 32), weights, KernelLayout.OutputSpatialInput, 1), weights, KernelLayout.OutputSpatialInput, 1));
        _graph.Nodes[0].Input(1).ShouldBe(_graph.Nodes[1].Input(1));
    }

    [Fact]
    public void Computed_weights_quantised_weights_and_other_constants_stay()
    {
        var computed = _graph.Add(new FullyConnected(WeightLayout.OutputInput), [Input(1, 2000), Input(1, 2000), null], "dense").Output;
        var quantised = ModelGraph.NewConstant("q", Tensor.Create(new Shape(1, 2000), new sbyte[2000]),
            QuantizationParameters.PerTensor(1, 0));
        var done = _graph.Add(new FullyConnected(WeightLayout.OutputInput), [Input(1, 2000), quantised, null], "done").Output;
        Run(computed, done, _graph.Add(new Add(), [Input(2000), ModelGraph.NewConstant("c", Tensor.Vector<float>(new float[2000]))],
            "sum").Output).ShouldBeFalse();
    }
}
