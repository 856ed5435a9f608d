using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Attention with masks, softmax(q · kᵀ + m) · x, in TFLite's runtime against the float32 file.</summary>
public sealed class SoftmaxMasksTests
{
    private const int Tokens = 8;
    private const double Least = 0.99;

    private readonly Int8Experiment _net = new();

    public static TheoryData<float> Sentinels => new()
    {
        -30, -100, -1e4f, -65504, -1e9f, -1e30f, -1e35f, -1e38f, float.MinValue, float.NegativeInfinity,
    };

    private Value Dense(Value x, double factor) => _net.Add(
        new FullyConnected(WeightLayout.OutputInput), x, Int8Experiment.Constant(
            $"w{_net.Graph.Nodes.Count}", new Shape(16, 16), _net.Normal(256, factor)));

    private Value Scores(Value x) => _net.Add(new MatMul(RightTransposed: true), Dense(x, 0.2), Dense(x, 0.2));

    private Value Attended(Value scores, Value x) => _net.Add(new MatMul(), _net.Add(new Softmax(2), scores), x);

    private static float[] Triangle(float sentinel) =>
        [.. Enumerable.Range(0, Tokens * Tokens).Select(i => i % Tokens > i / Tokens ? sentinel : 0)];

    private static Value Causal(float sentinel) => Int8Experiment.Constant("mask", new Shape(Tokens, Tokens), Triangle(sentinel));

    private static Value Later() => ModelGraph.NewConstant("later", Tensor.Create(
        new Shape(Tokens, Tokens), Array.ConvertAll(Triangle(1), v => v > 0)));

    [Theory]
    [MemberData(nameof(Sentinels))]
    public void Added_mask_says_the_same_whatever_its_sentinel(float sentinel)
    {
        var x = _net.Input(1, Tokens, 16);
        var outcome = _net.Run(Attended(_net.Add(new Add(), Scores(x), Causal(sentinel)), x));
        outcome.Cosine().ShouldBeGreaterThan(Least, outcome.Notes);
        if (sentinel <= -100) outcome.Notes.ShouldContain("int8-mask: 'mask'");
        outcome.Element().ShouldBe(ElementType.Int8);
    }

    [Theory]
    [MemberData(nameof(Sentinels))]
    public void Chosen_sentinel_says_the_same(float sentinel)
    {
        var x = _net.Input(1, Tokens, 16);
        var masked = _net.Add(new Select(), Later(), Int8Experiment.Scalar(sentinel), Scores(x));
        _net.Run(Attended(masked, x)).Cosine().ShouldBeGreaterThan(Least);
    }

    [Theory]
    [InlineData(-1e4f)]
    [InlineData(-1e9f)]
    [InlineData(-1e35f)]
    public void Mask_that_is_computed_from_an_input_says_the_same(float sentinel)
    {
        // BERT: (1 − attend) · −1e4 with 1 for a token and 0 for padding.
        Value x = _net.Input(1, Tokens, 16), attend = _net.Input(1, 1, Tokens);
        var mask = _net.Add(new Mul(), _net.Add(new Sub(), Int8Experiment.Scalar(1), attend), Int8Experiment.Scalar(sentinel));
        var outcome = _net.Run(
            (i, input) => input == x
                ? Tensor.Create(new Shape(1, Tokens, 16), _net.Normal(Tokens * 16))
                : Tensor.Create(new Shape(1, 1, Tokens), [.. Enumerable.Range(0, Tokens).Select(t => t < 3 + (i % 6) ? 1f : 0)]),
            Attended(_net.Add(new Add(), Scores(x), mask), x));
        outcome.Cosine().ShouldBeGreaterThan(Least, outcome.Notes);
    }

    [Theory]
    [InlineData(-1e4f)]
    [InlineData(float.NegativeInfinity)]
    public void Layers_that_share_a_mask_have_a_floor_each(float sentinel)
    {
        var x = _net.Input(1, Tokens, 16);
        var mask = Causal(sentinel);
        var first = Attended(_net.Add(new Add(), Scores(x), mask), x);
        _net.Run(Attended(_net.Add(new Add(), Scores(first), mask), first)).Cosine().ShouldBeGreaterThan(Least);
    }

    [Fact]
    public void Mask_before_a_division_and_a_reshape_is_found()
    {
        var x = _net.Input(1, Tokens, 16);
        var scaled = _net.Add(new Div(), _net.Add(new Add(), Scores(x), Causal(-1e9f)), Int8Experiment.Scalar(2));
        var flat = _net.Add(new Reshape([Tokens, Tokens]), scaled);
        var softmax = _net.Add(new Reshape([1, Tokens, Tokens]), _net.Add(new Softmax(1), flat));
        _net.Run(_net.Add(new MatMul(), softmax, x)).Cosine().ShouldBeGreaterThan(Least);
    }

    [Fact]
    public void Rows_that_are_masked_as_a_whole_do_not_spoil_the_others()
    {
        var x = _net.Input(1, Tokens, 16);
        var values = Triangle(-1e9f);
        Array.Fill(values, -1e9f, 0, Tokens);
        var mask = Int8Experiment.Constant("mask", new Shape(Tokens, Tokens), values);
        var outcome = _net.Run(_net.Add(new Softmax(2), _net.Add(new Add(), Scores(x), mask)));
        for (var row = 1; row < Tokens; row++)
            outcome.Error(0, i => i / Tokens == row).ShouldBeLessThan(0.2, $"row {row}");
    }

    [Theory]
    [InlineData(-1e9f)]
    [InlineData(-1e35f)]
    [InlineData(float.NegativeInfinity)]
    public void Masked_scores_that_are_an_output_too_say_the_same(float sentinel)
    {
        var x = _net.Input(1, Tokens, 16);
        var masked = _net.Add(new Add(), Scores(x), Causal(sentinel));
        var outcome = _net.Run(Attended(masked, x), masked);
        outcome.Cosine().ShouldBeGreaterThan(Least, outcome.Notes);
    }

    [Fact]
    public void Floor_leaves_less_than_a_sixteenth_of_a_step_of_the_result()
    {
        foreach (var n in new[] { 2, 8, 512, 4096 })
            (n * Math.Exp(-SoftmaxMasks.Margin(n))).ShouldBe(1.0 / 256 / 16, 1e-9);
    }

    [Fact]
    public void Ordinary_logits_keep_their_range()
    {
        var x = _net.Input(1, Tokens, 16);
        var outcome = _net.Run(Attended(Scores(x), x));
        outcome.Notes.ShouldBeEmpty();
        outcome.Cosine().ShouldBeGreaterThan(Least);
    }
}
