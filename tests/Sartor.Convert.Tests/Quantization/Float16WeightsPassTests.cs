using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class Float16WeightsPassTests
{
    private readonly ModelGraph _graph = new("test");

    private static Value Constant(string name, Shape shape, float value = 0.5f) =>
        ModelGraph.NewConstant(name, Tensor.Create(shape, Enumerable.Repeat(value, (int)shape.ElementCount).ToArray()));

    private Value Input(params long[] shape) => _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(shape)));

    private Value Dense(Value x, Value weights, Value? bias = null) =>
        _graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], "dense").Output;

    private bool Run(params Value[] outputs)
    {
        _graph.Outputs.AddRange(outputs);
        var changed = new Float16WeightsPass().Run(_graph);
        GraphCheck.Verify(_graph);
        return changed;
    }

    [Fact]
    public void Weights_and_biases_of_any_size_are_stored_in_half_precision()
    {
        Run(Dense(Input(1, 3), Constant("w", new Shape(2, 3)), Constant("b", new Shape(2)))).ShouldBeTrue();
        var layer = _graph.Nodes[^1];
        foreach (var index in new[] { 1, 2 })
        {
            var dequantize = layer.Input(index).Producer.ShouldNotBeNull();
            dequantize.Operator.ShouldBe(new Dequantize());
            dequantize.Input(0).Type.Element.ShouldBe(ElementType.Float16);
            layer.Input(index).Type.Element.ShouldBe(ElementType.Float32);
        }
    }

    [Theory]
    [InlineData(1023, 0)]
    [InlineData(1024, 1)]
    public void Other_constants_count_from_1024_elements_on(long elements, int stored)
    {
        Run(_graph.Add(new Add(), [Input(elements), Constant("c", new Shape(elements))], "sum").Output);
        _graph.Nodes.Count(n => n.Operator is Dequantize).ShouldBe(stored);
    }

    // 65,504 is the largest half; from 65,520 on, half of the last step beyond, rounding gives infinity (IEEE 754).
    [Theory]
    [InlineData(65504f, true)]
    [InlineData(65519f, true)]
    [InlineData(65520f, false)]
    [InlineData(-70000f, false)]
    [InlineData(float.NegativeInfinity, false)]
    public void Weight_beyond_the_range_keeps_float32_with_a_warning(float value, bool fits)
    {
        var layer = Dense(Input(1, 3), Constant("kernel", new Shape(2, 3), value));
        Run(layer).ShouldBe(fits);
        if (fits)
        {
            _graph.Diagnostics.ShouldBeEmpty();
            return;
        }
        var diagnostic = _graph.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("float16-range");
        diagnostic.Severity.ShouldBe(Severity.Warning);
        diagnostic.Message.ShouldContain("kernel");
        layer.Producer!.Input(1).Type.Element.ShouldBe(ElementType.Float32);
    }

    // Normal halves begin at 6.1e-5 and end, subnormal, at 6e-8 (IEEE 754).
    [Theory]
    [InlineData(1e-3, true)]
    [InlineData(1e-4, true)]
    [InlineData(1e-5, false)]
    [InlineData(1e-7, false)]
    [InlineData(1e-9, false)]
    public void Weights_that_float16_has_no_bits_for_keep_float32_with_a_warning(double size, bool fits)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 60).Select(_ => (float)((random.NextDouble() + 0.5) * size)).ToArray();
        var layer = Dense(Input(1, 6), ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(10, 6), values)));
        Run(layer).ShouldBe(fits);
        if (fits) _graph.Diagnostics.ShouldBeEmpty();
        else _graph.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("'kernel'");
    }

    [Theory]
    [InlineData(0f, false)]
    [InlineData(0.5f, true)]
    public void Channel_of_tiny_weights_counts_unless_its_bias_hides_it(float bias, bool fits)
    {
        float[] values = [.. Enumerable.Repeat(0.3f, 6), .. Enumerable.Repeat(3e-9f, 6)];
        var weights = ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(2, 6), values));
        Run(Dense(Input(1, 6), weights, ModelGraph.NewConstant("offset", Tensor.Vector(bias, bias))));
        _graph.Diagnostics.Count.ShouldBe(fits ? 0 : 1);
        if (!fits) _graph.Diagnostics[0].Message.ShouldContain("1 of 2 output channels");
    }

    // 1000.3 is 0.2 from the next half. Six weights of 10 spread by 24.5, six of 1 by 2.45, of which 0.2 is more than 1/32.
    [Theory]
    [InlineData(10, true)]
    [InlineData(1, false)]
    [InlineData(1e-3, false)]
    [InlineData(1e-9, true)]
    public void Bias_whose_rounding_counts_beside_its_weights_keeps_float32(double factor, bool fits)
    {
        float[] values = [.. Enumerable.Repeat(1f, 6), .. Enumerable.Repeat((float)factor, 6)];
        var weights = ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(2, 6), values));
        var layer = Dense(Input(1, 6), weights, ModelGraph.NewConstant("offset", Tensor.Vector(1, 1000.3f)));
        Run(layer).ShouldBeTrue();
        (layer.Producer!.Input(2).Constant is null).ShouldBe(fits);
    }

    [Fact]
    public void Rounding_is_to_nearest_even()
    {
        // Halves of the step 2⁻¹⁰ at 1: 1 + 2⁻¹¹ goes down to 1, 1 + 3·2⁻¹¹ up to 1 + 2⁻⁹; 2⁻²⁵ is half of the smallest.
        var step = MathF.Pow(2, -11);
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(1, 4),
            [1 + step, 1 + (3 * step), MathF.Pow(2, -25), 1 + (1.5f * step)]));
        Run(Dense(Input(1, 4), weights));
        _graph.Nodes[0].Input(0).Constant!.ToSingles().ShouldBe([1f, 1 + MathF.Pow(2, -9), 0, 1 + MathF.Pow(2, -10)]);
    }

    [Fact]
    public void Weights_of_two_layers_are_stored_once_before_the_first()
    {
        var weights = Constant("w", new Shape(3, 3));
        Run(Dense(_graph.Add(Clamp.Relu, [Dense(Input(1, 3), weights)], "relu").Output, weights));
        _graph.Nodes.Count(n => n.Operator is Dequantize).ShouldBe(1);
        _graph.Constants.Count().ShouldBe(1);
    }

    [Fact]
    public void Weights_that_are_an_output_too_stay_one_output()
    {
        var weights = Constant("w", new Shape(2, 3));
        Run(Dense(Input(1, 3), weights), weights);
        _graph.Outputs[1].Type.ShouldBe(weights.Type);
    }

    [Fact]
    public void Integers_quantised_weights_and_unread_outputs_stay()
    {
        var quantised = ModelGraph.NewConstant("q", Tensor.Create(new Shape(2, 3), new sbyte[6]), QuantizationParameters.PerTensor(1, 0));
        var table = Constant("table", new Shape(2000, 1));
        Run(Dense(Input(1, 3), quantised), table).ShouldBeFalse();
    }
}
