using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class CalibrationTests
{
    private readonly ModelGraph _graph = new("net");

    /// <summary>x [2,3], fed as [3,2] → double → class of each row.</summary>
    public CalibrationTests()
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(3, 2)));
        x.BoundaryPermutation = new Permutation([1, 0]);
        var twice = _graph.Add(new Add(), [x, x], "twice").Output;
        _graph.Outputs.Add(_graph.Add(new ArgMax(1, KeepAxis: false), [twice], "class").Output);
    }

    private static Tensor Sample(params float[] values) => Tensor.Create(new Shape(2, 3), values);

    private static ScriptedRunner Doubling() => new(fed => [Tensor.Create(fed[0].Shape, Array.ConvertAll(fed[0].ToSingles(), v => 2 * v))]);

    [Fact]
    public void Every_float_activation_becomes_an_output_of_a_copy()
    {
        var calibration = Calibration.Of(_graph);
        calibration.Graph.Outputs.Select(o => o.Name).ShouldBe(["twice"]);
        calibration.Graph.ShouldNotBe(_graph);
        _graph.Outputs.Select(o => o.Name).ShouldBe(["class"]);
    }

    [Fact]
    public void Ranges_and_means_are_over_all_samples_in_the_order_of_the_variant()
    {
        var calibration = Calibration.Of(_graph);
        var runner = Doubling();
        calibration.Add(runner, [Sample(1, 2, 3, 4, 5, 6)]);
        calibration.Add(runner, [Sample(-1, 0, 1, 10, 20, 30)]);
        runner.Fed[0][0].ToSingles().ShouldBe([1f, 4, 2, 5, 3, 6]);
        calibration.Samples.ShouldBe(2);
        var statistics = calibration.Statistics(CalibrationMethod.MinMax);
        statistics["x"].Range.ShouldBe(new ActivationRange(-1, 30));
        statistics["twice"].Range.ShouldBe(new ActivationRange(-2, 60));
        // Channels are the last axis of what the variant has: the rows of the source.
        statistics["x"].ChannelMeans.ShouldBe([1.0, 12.5]);
        statistics["twice"].ChannelMeans.ShouldBe([2.0, 25]);
        statistics.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    public void Inputs_keep_their_whole_range_whatever_the_method(CalibrationMethod method)
    {
        var calibration = Calibration.Of(_graph);
        var random = new Random(9);
        for (var i = 0; i < 8000; i++)
            calibration.Add(Doubling(), [Sample([.. Enumerable.Range(0, 6).Select(_ => (float)random.NextDouble())])]);
        calibration.Add(Doubling(), [Sample(1000, 0, 0, 0, 0, 0)]);
        var statistics = calibration.Statistics(method);
        statistics["x"].Range.Maximum.ShouldBe(1000);
        statistics["twice"].Range.Maximum.ShouldBeLessThan(2000);
    }

    [Fact]
    public void Sample_with_values_that_are_not_finite_spoils_nothing()
    {
        var calibration = Calibration.Of(_graph);
        calibration.Add(Doubling(), [Sample(1, 1, 1, 2, 2, 2)]);
        calibration.Add(Doubling(), [Sample(float.NaN, 1, 1, 2, float.PositiveInfinity, 2)]);
        var statistics = calibration.Statistics(CalibrationMethod.MinMax);
        statistics["twice"].Range.ShouldBe(new ActivationRange(2, 4));
        statistics["twice"].ChannelMeans.ShouldBe([2.0, 4]);
    }

    [Fact]
    public void Activation_without_a_finite_value_is_refused_by_name()
    {
        var calibration = Calibration.Of(_graph);
        calibration.Add(new ScriptedRunner(fed => [Tensor.Create(fed[0].Shape, Enumerable.Repeat(float.NaN, 6).ToArray())]),
            [Sample(1, 2, 3, 4, 5, 6)]);
        var refused = Should.Throw<UnsupportedModelException>(() => calibration.Statistics(CalibrationMethod.MinMax));
        refused.Message.ShouldContain("twice");
        refused.Message.ShouldContain("1 calibration sample");
    }

    [Fact]
    public void No_sample_at_all_is_refused() =>
        Should.Throw<UnsupportedModelException>(() => Calibration.Of(_graph).Statistics(CalibrationMethod.MinMax));

    [Fact]
    public void Engine_that_fails_ends_the_calibration()
    {
        var calibration = Calibration.Of(_graph);
        Should.Throw<EngineException>(() => calibration.Add(new ScriptedRunner(_ => throw new EngineException("tflite", "crashed")),
            [Sample(1, 2, 3, 4, 5, 6)]));
        calibration.Samples.ShouldBe(0);
    }

    [Fact]
    public void Integer_inputs_have_no_statistics()
    {
        var graph = new ModelGraph("net");
        var index = graph.AddInput("index", new TensorType(ElementType.Int32, new Shape(2)));
        graph.Outputs.Add(graph.Add(new Gather(0), [ModelGraph.NewConstant("table", Tensor.Vector(1f, 5, 9)), index], "value").Output);
        var calibration = Calibration.Of(graph);
        calibration.Add(new ScriptedRunner(_ => [Tensor.Vector(1f, 9)]), [Tensor.Vector<long>(0, 2)]);
        calibration.Statistics(CalibrationMethod.MinMax).Keys.ShouldBe(["value"]);
    }
}
