using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Branches and channels of different range inside a network, in TFLite's runtime.</summary>
public sealed class ChannelEqualizationTests
{
    private const double Limit = 0.35;

    private readonly Int8Experiment _net = new();

    // Four channels 0 … ratio and four of 0 … 1 are joined; a diagonal convolution brings all to one range.
    private Value Rescaled(Value join, double ratio)
    {
        var weights = new float[64];
        for (var i = 0; i < 8; i++) weights[(i * 8) + i] = i < 4 ? (float)(1 / ratio) : 1;
        return _net.Conv(join, Activation.None, weights, null);
    }

    private (Value Large, Value Small) Branches(double ratio)
    {
        var x = _net.Input(1, 8, 8, 3);
        var large = _net.Add(new Mul(), _net.Conv(x, Activation.Relu, 1, 1, 1, 1), Int8Experiment.Scalar(ratio));
        return (large, _net.Conv(x, Activation.Relu, 1, 1, 1, 1));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(1024)]
    public void Small_branch_keeps_its_signal_beside_a_large_one(double ratio)
    {
        var (large, small) = Branches(ratio);
        var outcome = _net.Run(Rescaled(_net.Add(new Concat(3), large, small), ratio));
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
        outcome.Element().ShouldBe(ElementType.Int8);
        // Behind a RELU values lie closer than evenly spread ones: 16 may count as 32.
        if (ratio != 16) outcome.Notes.Contains("int8-equalized", StringComparison.Ordinal).ShouldBe(ratio > 32);
    }

    [Fact]
    public void Operators_in_between_carry_the_factors()
    {
        var (large, small) = Branches(300);
        var pool = new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]);
        var join = _net.Add(new Concat(3), large, small);
        var outcome = _net.Run(Rescaled(_net.Add(pool, join), 300), Rescaled(_net.Add(Clamp.Relu, join), 300));
        for (var i = 0; i < 2; i++) outcome.Errors(3, i).ShouldAllBe(error => error < Limit, outcome.Notes);
        outcome.Element().ShouldBe(ElementType.Int8);
    }

    [Fact]
    public void Branch_that_is_read_elsewhere_too_keeps_its_values_there()
    {
        var (large, small) = Branches(300);
        var outcome = _net.Run(Rescaled(_net.Add(new Concat(3), large, small), 300), _net.Add(new Abs(), small));
        for (var i = 0; i < 2; i++) outcome.Errors(3, i).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Fact]
    public void Join_that_is_read_by_a_sum_too_stays_float32_with_the_layers_that_need_it()
    {
        var (large, small) = Branches(300);
        var join = _net.Add(new Concat(3), large, small);
        var outcome = _net.Run(Rescaled(join, 300), _net.Add(new Reduce(ReductionKind.Mean, [1, 2], KeepAxes: false), join));
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Theory]
    [InlineData(8, Activation.None)]
    [InlineData(1000, Activation.None)]
    [InlineData(1000, Activation.Relu)]
    [InlineData(1e6, Activation.None)]
    public void One_big_channel_does_not_drown_the_others_for_the_next_layer(double ratio, Activation activation)
    {
        var x = _net.Conv(_net.Input(1, 8, 8, 3), activation, ratio, 1, 1, 1);
        var weights = new float[16];
        for (var i = 0; i < 4; i++) weights[(i * 4) + i] = i == 0 ? (float)(1 / ratio) : 1;
        var outcome = _net.Run(_net.Conv(x, Activation.None, weights, null));
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
        outcome.Element().ShouldBe(ElementType.Int8);
    }

    [Fact]
    public void Two_outputs_behind_one_join_both_keep_their_signal()
    {
        var (large, small) = Branches(300);
        var join = _net.Add(new Concat(3), large, small);
        float[] first = new float[32], second = new float[32];
        for (var i = 0; i < 4; i++) (first[(i * 8) + i], second[(i * 8) + i + 4]) = (0.01f, 1);
        var outcome = _net.Run(_net.Conv(join, Activation.None, first, null), _net.Conv(join, Activation.None, second, null));
        for (var i = 0; i < 2; i++) outcome.Errors(3, i).ShouldAllBe(error => error < Limit, outcome.Notes);
    }
}
