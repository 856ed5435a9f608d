using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Rules of TFLite's 8-bit quantisation specification, https://ai.google.dev/edge/litert/models/quantization_spec.</summary>
public sealed class Int8PassTests
{
    private readonly Int8Network _net = new();

    private static MaxPool Pool => new(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]);

    [Fact]
    public void Convolution_has_int8_activations_symmetric_weights_and_an_int32_bias()
    {
        var y = _net.Conv(_net.Input(-1, 3, 1, 4, 4, 3), -8, 8, bias: [1, -2]);
        _net.Run(y);
        var node = _net.Graph.Nodes.ShouldHaveSingleItem();
        node.Input(0).Type.Element.ShouldBe(ElementType.Int8);
        node.Input(0).Quantization.ShouldBe(Int8Network.Of(-1, 3));
        node.Output.Quantization.ShouldBe(Int8Network.Of(-8, 8));
        Value weights = node.Input(1), bias = node.Input(2);
        weights.Type.Element.ShouldBe(ElementType.Int8);
        weights.Quantization!.ZeroPoints.ShouldAllBe(z => z == 0);
        weights.Quantization.Scales.ShouldBe([0.5f / 127, 0.5f / 127]);
        bias.Type.Element.ShouldBe(ElementType.Int32);
        bias.Quantization!.ZeroPoints.ShouldAllBe(z => z == 0);
        // 1 ÷ (4/255 · 0.5/127) = 16192.5; the bias is an integer of half that a unit of both.
        for (var c = 0; c < 2; c++)
        {
            bias.Quantization.Scales[c].ShouldBe(4f / 255 * 0.5f / 127, 1e-9);
            bias.Constant!.ToInt64s()[c].ShouldBeInRange(c == 0 ? 16192 : -32386, c == 0 ? 16193 : -32384);
        }
        _net.Graph.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Fully_connected_layer_has_one_scale_however_its_rows_differ()
    {
        // Runtime 2.9 computes one scale a row wrongly, without a word.
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(3, 2), [1f, -1, 0.5f, 0.5f, 100, 1]));
        var y = _net.Add(new FullyConnected(WeightLayout.OutputInput), -100, 100, _net.Input(-1, 1, 1, 2), weights);
        _net.Run(y);
        _net.Graph.Nodes.ShouldHaveSingleItem().Input(1).Quantization.ShouldBe(QuantizationParameters.PerTensor(100f / 127, 0));
    }

    [Fact]
    public void Weights_that_the_step_of_larger_ones_loses_are_named()
    {
        var weights = ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(3, 2), [1f, -1, 0.5f, 0.5f, 1000, 800]));
        _net.Run(_net.Add(new FullyConnected(WeightLayout.OutputInput), -100, 100, _net.Input(-1, 1, 1, 2), weights));
        var note = _net.Graph.Diagnostics.ShouldHaveSingleItem();
        note.Code.ShouldBe("int8-range");
        note.Message.ShouldContain("'kernel'");
        note.Message.ShouldContain("2 of 3 output channels (channel 0 is the first)");
    }

    [Fact]
    public void Bias_that_would_leave_int32_raises_the_scale_of_its_channel()
    {
        // 1e6 ÷ (1e-6/255 · 1e-6/127) is far beyond 2³¹.
        var y = _net.Conv(_net.Input(0, 1e-6, 1, 2, 2, 1), 0, 1e6, weight: 1e-6f, bias: [1e6f, 0]);
        _net.Run(y);
        var node = _net.Graph.Nodes[0];
        Value weights = node.Input(1), bias = node.Input(2);
        ((double)bias.Constant!.ToInt64s()[0] * bias.Quantization!.Scales[0]).ShouldBe(1e6, 1);
        Math.Abs(bias.Constant.ToInt64s()[0]).ShouldBeLessThan(int.MaxValue);
        weights.Quantization!.Scales[1].ShouldBe(1e-6f / 127, 1e-12);
        bias.Quantization.Scales[0].ShouldBe(node.Input(0).Quantization!.Scales[0] * weights.Quantization.Scales[0]);
    }

    [Fact]
    public void Means_of_the_input_correct_the_bias()
    {
        // Weights 1.27 and 0.004 at scale 0.01: the second rounds to 0 and loses 0.004 · 50.
        var x = _net.Calibrated(_net.Input(0, 100, 1, 2, 2, 2), 0, 100, [3, 50]);
        var kernel = ModelGraph.NewConstant("w", Tensor.Create(new Shape(1, 1, 1, 2), [1.27f, 0.004f]));
        var y = _net.Add(new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]), 0,
            100, x, kernel);
        _net.Run(y);
        var bias = _net.Graph.Nodes[0].Input(2);
        (bias.Constant!.ToInt64s()[0] * bias.Quantization!.Scales[0]).ShouldBe(0.2f, 0.005);
    }

    [Fact]
    public void Softmax_logistic_and_tanh_have_fixed_parameters()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9);
        Value softmax = _net.Add(new Softmax(3), 0.1, 0.4, x), logistic = _net.Add(new Logistic(), 0.2, 0.3, x),
            tanh = _net.Add(new Tanh(), -0.1, 0.1, x);
        _net.Run(softmax, logistic, tanh);
        softmax.Quantization.ShouldBe(QuantizationParameters.PerTensor(1f / 256, -128));
        logistic.Quantization.ShouldBe(QuantizationParameters.PerTensor(1f / 256, -128));
        tanh.Quantization.ShouldBe(QuantizationParameters.PerTensor(1f / 128, 0));
    }

    [Fact]
    public void Pools_reshapes_and_pads_keep_the_parameters_of_their_input()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9);
        var padded = _net.Add(new Pad(PadMode.Constant, [0, 1, 1, 0], [0, 1, 1, 0], 0), -7, 7, x);
        var flat = _net.Add(new Reshape([1, -1]), 0, 1, _net.Add(Pool, -3, 3, padded));
        _net.Run(flat);
        _net.Graph.Nodes.ShouldAllBe(n => n.Output.Quantization == Int8Network.Of(-9, 9));
        _net.Count<Quantize>().ShouldBe(0);
    }

    [Fact]
    public void Lowest_value_before_a_maximum_pool_does_not_change_the_range()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9);
        var padded = _net.Add(new Pad(PadMode.Constant, [0, 1, 1, 0], [0, 1, 1, 0], float.MinValue), float.MinValue, 9, x);
        var y = _net.Add(Pool, -8, 9, padded);
        _net.Run(y);
        padded.Quantization.ShouldBe(Int8Network.Of(-9, 9));
        y.Quantization.ShouldBe(Int8Network.Of(-9, 9));
    }

    [Fact]
    public void Lowest_value_behind_a_float_island_does_not_change_the_range()
    {
        var x = _net.Add(new Exp(), 0, 5, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9));
        var padded = _net.Add(new Pad(PadMode.Constant, [0, 1, 1, 0], [0, 1, 1, 0], float.MinValue), float.MinValue, 5, x);
        _net.Run(_net.Add(Pool, 0, 5, padded));
        padded.Quantization.ShouldBe(Int8Network.Of(0, 5));
    }

    [Fact]
    public void Value_of_a_pad_is_in_the_range_of_input_and_result()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9);
        var padded = _net.Add(new Pad(PadMode.Constant, [0, 1, 1, 0], [0, 1, 1, 0], 20), -9, 20, x);
        _net.Run(_net.Add(Pool, -8, 20, padded));
        _net.Graph.Nodes.ShouldAllBe(n => n.Output.Quantization == Int8Network.Of(-9, 20));
        _net.Count<Quantize>().ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1e-9, 1e-9)]
    [InlineData(-1e-9, 0)]
    [InlineData(-5e-5, 5e-5)]
    [InlineData(-9e-5, 1e-5)]
    public void Sum_far_below_its_operands_has_a_scale_that_the_kernel_takes(double low, double high)
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -255, 0);
        var y = _net.Add(new Add(), low, high, x, x);
        _net.Run(_net.Add(new Reshape([32]), low, high, y));
        // The operands' scale is 1; add.cc of TFLite 2.9 wants 2 · 1 ÷ (2²⁰ · scale) below 1.
        y.Quantization!.Scales[0].ShouldBeGreaterThan(2f / (1 << 20));
        y.Quantization.Scales[0].ShouldBeLessThan(2f / (1 << 18));
        // The coarser steps begin where the range does, within half a step.
        double step = y.Quantization.Scales[0];
        ((-128 - y.Quantization.ZeroPoints[0]) * step).ShouldBe(low, 0.501 * step);
        _net.Graph.Nodes[^1].Output.Quantization.ShouldBe(y.Quantization);
    }

    [Fact]
    public void Sum_keeps_float32()
    {
        _net.Run(_net.Add(new Reduce(ReductionKind.Sum, [1, 2], KeepAxes: false), -9, 9, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9)));
        _net.Graph.Outputs.Single().Type.Element.ShouldBe(ElementType.Float32);
        _net.Graph.Diagnostics.Single().Message.ShouldContain("1 × Reduce");
    }

    [Fact]
    public void Every_output_of_a_split_keeps_the_parameters()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -9, 9);
        var split = _net.Graph.Add(new Split(3, [1, 1]), [x], "split");
        _net.Run([.. split.Outputs]);
        split.Outputs.ShouldAllBe(o => o.Quantization == Int8Network.Of(-9, 9));
    }

    [Fact]
    public void Constant_operand_has_a_range_of_its_own()
    {
        var c = ModelGraph.NewConstant("c", Tensor.Vector(-1f, 3f));
        var y = _net.Add(new Mul(), -9, 9, _net.Input(-2, 2, 1, 4, 4, 2), c);
        _net.Run(y);
        var stored = _net.Graph.Nodes[0].Input(1);
        stored.Quantization.ShouldBe(Int8Network.Of(-1, 3));
        stored.Constant!.AsSpan<sbyte>().ToArray().ShouldBe([(sbyte)-128, 127]);
    }

    [Fact]
    public void Computed_kernel_keeps_the_convolution_in_float32()
    {
        var op = new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]);
        var y = _net.Add(op, -9, 9, _net.Input(-1, 1, 1, 4, 4, 2), _net.Input(-1, 1, 2, 1, 1, 2));
        _net.Run(y);
        y.Type.Element.ShouldBe(ElementType.Float32);
        _net.Graph.Inputs.ShouldAllBe(i => i.Type.Element == ElementType.Float32);
    }

    [Fact]
    public void Activation_that_calibration_did_not_see_is_a_mistake()
    {
        var x = _net.Input(-1, 1, 1, 4, 4, 2);
        _net.Graph.Outputs.Add(_net.Graph.Add(new Add(), [x, x], "unseen").Output);
        Should.Throw<InvalidOperationException>(() => _net.Run()).Message.ShouldContain("unseen");
    }
}
