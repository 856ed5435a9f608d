using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>
/// "CONCATENATION: inputs and outputs must all have the same scale and zero point" (TFLite's 8-bit quantisation specification).
/// </summary>
public sealed class Int8PassConcatTests
{
    private readonly Int8Network _net = new();
    private readonly Value _x;

    public Int8PassConcatTests()
    {
        _x = _net.Input(-1, 1, 1, 4, 4, 2);
    }

    private void Run(params Value[] outputs)
    {
        _net.Run(outputs);
        foreach (var node in _net.Graph.Nodes.Where(n => n.Operator is Concat or Maximum or Minimum))
            node.Inputs.ShouldAllBe(v => v!.Type.Element == ElementType.Int8
                && v.Quantization == node.Output.Quantization, node.ToString());
    }

    [Fact]
    public void Producers_that_nobody_else_reads_write_with_the_parameters_of_the_result()
    {
        Value a = _net.Conv(_x, -1, 1), b = _net.Add(new Add(), -8, 8, _x, _x);
        Run(_net.Add(new Concat(3), -8, 8, a, b));
        _net.Count<Quantize>().ShouldBe(0);
        a.Quantization.ShouldBe(Int8Network.Of(-8, 8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Producer_that_is_used_elsewhere_keeps_its_parameters(bool asOutput)
    {
        Value a = _net.Conv(_x, -1, 1), b = _net.Conv(_x, -8, 8);
        var joined = _net.Add(new Concat(3), -9, 9, a, b);
        Run(joined, asOutput ? a : _net.Add(new Abs(), 0, 1, a));
        a.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        b.Quantization.ShouldBe(Int8Network.Of(-9, 9));
        _net.Count<Quantize>().ShouldBe(1);
    }

    [Fact]
    public void Producer_whose_result_is_pooled_too_keeps_its_parameters_along_the_chain()
    {
        var pool = new MaxPool(ChannelLayout.ChannelsLast, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0]);
        Value a = _net.Conv(_x, -1, 1), pooled = _net.Add(pool, -1, 1, a), again = _net.Add(pool, -1, 1, pooled);
        Run(_net.Add(new Concat(3), -9, 9, a, pooled, again));
        a.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        again.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        _net.Count<Quantize>().ShouldBe(3);
    }

    [Fact]
    public void Chain_before_the_join_keeps_the_parameters_of_its_begin()
    {
        var pool = new MaxPool(ChannelLayout.ChannelsLast, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0]);
        Value a = _net.Conv(_x, -1, 1), pooled = _net.Add(pool, -1, 1, a), b = _net.Conv(_x, -8, 8);
        Run(_net.Add(new Concat(3), -9, 9, pooled, b));
        a.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        pooled.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        _net.Count<Quantize>().ShouldBe(1);
    }

    [Fact]
    public void Value_that_is_joined_with_itself_is_converted_once()
    {
        var a = _net.Conv(_x, -1, 1);
        Run(_net.Add(new Concat(3), -9, 9, a, a));
        _net.Count<Quantize>().ShouldBe(1);
    }

    [Fact]
    public void Joins_of_joins_have_a_conversion_each()
    {
        Value a = _net.Conv(_x, -1, 1), b = _net.Conv(_x, -2, 2), c = _net.Conv(_x, -4, 4);
        var inner = _net.Add(new Concat(3), -2, 2, a, b);
        Run(_net.Add(new Concat(3), -4, 4, inner, c));
        a.Quantization.ShouldBe(Int8Network.Of(-2, 2));
        inner.Quantization.ShouldBe(Int8Network.Of(-2, 2));
        c.Quantization.ShouldBe(Int8Network.Of(-4, 4));
        _net.Count<Quantize>().ShouldBe(1);
    }

    [Fact]
    public void Dense_block_joins_the_same_value_with_several_parameters()
    {
        Value a = _net.Conv(_x, -1, 1), b = _net.Conv(_x, -2, 2);
        var first = _net.Add(new Concat(3), -2, 2, a, b);
        Run(first, _net.Add(new Concat(3), -3, 3, a, _net.Conv(first, -3, 3)));
        _net.Graph.Nodes.Where(n => n.Operator is Quantize).Select(n => n.Output.Quantization)
            .ShouldBe([Int8Network.Of(-2, 2), Int8Network.Of(-3, 3)]);
    }

    [Fact]
    public void Results_of_fixed_parameters_and_inputs_are_converted()
    {
        var softmax = _net.Add(new Softmax(3), 0, 1, _net.Conv(_x, -1, 1));
        Run(_net.Add(new Concat(3), -4, 4, softmax, _x));
        softmax.Quantization.ShouldBe(QuantizationParameters.PerTensor(1f / 256, -128));
        _x.Quantization.ShouldBe(Int8Network.Of(-1, 1));
        _net.Count<Quantize>().ShouldBe(2);
    }

    [Fact]
    public void Constant_takes_the_parameters_of_the_result()
    {
        var c = ModelGraph.NewConstant("c", Tensor.Create(new Shape(1, 4, 4, 1), Enumerable.Repeat(4f, 16).ToArray()));
        Run(_net.Add(new Concat(3), -4, 4, _net.Conv(_x, -1, 1), c));
    }

    [Fact]
    public void Maximum_with_a_bound_takes_the_parameters_of_the_result()
    {
        var a = _net.Conv(_x, -8, 2);
        var y = _net.Add(new Maximum(), 0.5, 2, a, ModelGraph.NewConstant("c", Tensor.Scalar(0.5f)));
        Run(y);
        y.Quantization.ShouldBe(Int8Network.Of(0, 2));
    }

    [Fact]
    public void Branch_that_stays_float32_is_quantised_for_the_join()
    {
        var island = _net.Add(new Exp(), 0, 9, _net.Conv(_x, -1, 1));
        Run(_net.Add(new Concat(3), -4, 9, island, _net.Conv(_x, -4, 4)));
        island.Type.Element.ShouldBe(ElementType.Float32);
        _net.Count<Quantize>().ShouldBe(1);
        _net.Count<Dequantize>().ShouldBe(1);
    }
}
