using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>
/// Outputs whose parts differ in range, in TFLite's runtime. Each part is judged by its own error ÷ spread: a cosine over everything
/// does not see the small ones.
/// </summary>
public sealed class FloatOutputsTests
{
    // What verification allows an output; a tenth is what an int8 network of two layers makes where nothing is lost.
    private const double Limit = 0.35;

    private readonly Int8Experiment _net = new();

    /// <summary>Boxes 0 … ratio beside scores 0 … 1, as a detector's head has them.</summary>
    private (Value Boxes, Value Scores) Head(double ratio)
    {
        var x = _net.Input(1, 8, 8, 3);
        var boxes = _net.Add(new Mul(), _net.Add(new Logistic(), _net.Conv(x, Activation.None, 1, 1, 1, 1)), Int8Experiment.Scalar(ratio));
        return (boxes, _net.Add(new Logistic(), _net.Conv(x, Activation.None, 2, 2, 2, 2, 2, 2)));
    }

    [Theory]
    [InlineData(4, ElementType.Int8)]
    [InlineData(16, ElementType.Int8)]
    [InlineData(64, ElementType.Float32)]
    [InlineData(256, ElementType.Float32)]
    [InlineData(640, ElementType.Float32)]
    [InlineData(1024, ElementType.Float32)]
    public void Join_keeps_the_signal_of_each_part(double ratio, ElementType element)
    {
        var (boxes, scores) = Head(ratio);
        var outcome = _net.Run(_net.Add(new Concat(3), boxes, scores));
        outcome.Element().ShouldBe(element);
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
        outcome.Layers.ShouldAllBe(layer => layer == ElementType.Int8);
        outcome.Notes.Contains("int8-float-output", StringComparison.Ordinal).ShouldBe(element == ElementType.Float32);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_only_moves_the_join_stays_float32_too(bool transposes)
    {
        var (boxes, scores) = Head(640);
        var y = _net.Add(new Reshape([1, 64, 10]), _net.Add(new Concat(3), boxes, scores));
        if (transposes) y = _net.Add(new Transpose(new Permutation([0, 2, 1])), y);
        var outcome = _net.Run(y);
        outcome.Element().ShouldBe(ElementType.Float32);
        outcome.Errors(transposes ? 1 : 2).ShouldAllBe(error => error < Limit);
    }

    [Fact]
    public void Join_of_joins_keeps_every_part()
    {
        var (boxes, scores) = Head(640);
        var tiny = _net.Add(new Mul(), scores, Int8Experiment.Scalar(0.002));
        var outcome = _net.Run(_net.Add(new Concat(3), _net.Add(new Concat(3), scores, tiny), boxes));
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Fact]
    public void Two_outputs_of_which_one_needs_it_have_a_type_each()
    {
        var (boxes, scores) = Head(640);
        var outcome = _net.Run(boxes, _net.Add(new Concat(3), boxes, scores), scores);
        outcome.Element(0).ShouldBe(ElementType.Int8);
        outcome.Element(1).ShouldBe(ElementType.Float32);
        outcome.Element(2).ShouldBe(ElementType.Int8);
        for (var i = 0; i < 3; i++) outcome.Errors(3, i).ShouldAllBe(error => error < Limit, $"output {i}");
    }

    [Fact]
    public void Join_that_is_computed_on_keeps_its_parts_to_the_output()
    {
        var (boxes, scores) = Head(640);
        var join = _net.Add(new Concat(3), boxes, scores);
        var outcome = _net.Run(_net.Add(new Add(), join, Int8Experiment.Constant("c", new Shape(1), 0.25f)));
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Theory]
    [InlineData(8, ElementType.Int8, Activation.None)]
    [InlineData(64, ElementType.Float32, Activation.None)]
    [InlineData(1000, ElementType.Float32, Activation.None)]
    [InlineData(1000, ElementType.Float32, Activation.Relu)]
    [InlineData(1000, ElementType.Float32, Activation.Relu6)]
    [InlineData(1e6, ElementType.Float32, Activation.None)]
    public void One_big_channel_does_not_drown_the_others(double ratio, ElementType element, Activation activation)
    {
        // ReLU6 cuts the big one off and leaves all others small.
        var small = activation == Activation.Relu6 ? 6 / ratio : 1;
        var outcome = _net.Run(_net.Conv(_net.Input(1, 8, 8, 3), activation, small * ratio, small, small, small));
        outcome.Element().ShouldBe(element);
        outcome.Layers.ShouldBe([activation == Activation.Relu6 ? ElementType.Float32 : ElementType.Int8]);
        outcome.Errors(3).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Fact]
    public void Rows_of_a_fully_connected_layer_over_six_decades_keep_their_signal()
    {
        var x = _net.Input(1, 16);
        var weights = Enumerable.Range(0, 10).SelectMany(o => _net.Normal(16, Math.Pow(10, -4 + (o * 6 / 9.0)))).ToArray();
        var outcome = _net.Run(_net.Add(
            new FullyConnected(WeightLayout.OutputInput), x, Int8Experiment.Constant("w", new Shape(10, 16), weights)));
        outcome.Errors(1).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Fact]
    public void Large_constant_channels_beside_small_ones_do_not_drown_them()
    {
        // Weights of 1e-6 under a bias of 3000: in float32 already the channel is a constant.
        double[] factors = [1, 1e-6, 1, 1e-6, 1, 1];
        var weights = factors.SelectMany(f => _net.Normal(3, f)).ToArray();
        var outcome = _net.Run(_net.Conv(_net.Input(1, 8, 8, 3), Activation.None, weights, [0.1f, 3000, 0.1f, -3000, 0.1f, 0.1f]));
        var errors = outcome.Errors(3);
        foreach (var c in new[] { 0, 2, 4, 5 }) errors[c].ShouldBeLessThan(Limit, $"channel {c}");
        outcome.Actual[0][0][1].ShouldBe(3000, 30);
        outcome.Actual[0][0][3].ShouldBe(-3000, 30);
    }

    [Fact]
    public void Rare_scores_stay_above_nothing()
    {
        // Sigmoids of about e^-7 with a spread far below 1/256.
        var x = _net.Input(1, 16);
        var weights = Int8Experiment.Constant("w", new Shape(4, 16), _net.Normal(64, 0.1));
        var bias = Int8Experiment.Constant("b", new Shape(4), -7, -7, -8, -1);
        var logits = _net.Add(new FullyConnected(WeightLayout.OutputInput), x, weights, bias);
        var outcome = _net.Run(_net.Add(new Logistic(), logits));
        outcome.Element().ShouldBe(ElementType.Float32);
        outcome.Errors(1).ShouldAllBe(error => error < Limit, outcome.Notes);
    }

    [Fact]
    public void Classes_of_a_softmax_count_together_and_stay_int8()
    {
        var x = _net.Input(1, 16);
        var weights = Enumerable.Range(0, 20).SelectMany(o => _net.Normal(16, o < 10 ? 1 : 0.01)).ToArray();
        var outcome = _net.Run(_net.Add(new Softmax(1), _net.Add(
            new FullyConnected(WeightLayout.OutputInput), x, Int8Experiment.Constant("w", new Shape(20, 16), weights))));
        outcome.Element().ShouldBe(ElementType.Int8);
        outcome.Error(0, _ => true).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Ordinary_outputs_stay_int8_without_a_note()
    {
        var x = _net.Input(1, 8, 8, 3);
        var outcome = _net.Run(_net.Conv(_net.Conv(x, Activation.Relu, 1, 1, 1, 1, 1, 1), Activation.None, 1, 2, 1, 3, 1));
        outcome.Element().ShouldBe(ElementType.Int8);
        outcome.Variant.Diagnostics.ShouldBeEmpty();
        outcome.Errors(3).ShouldAllBe(error => error < 0.1);
    }
}
