using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>
/// Small int8 networks in TFLite's runtime against numbers worked out by hand: where a kernel would wrap, clip or end the process.
/// </summary>
public sealed class Int8RunTests
{
    private readonly ModelGraph _graph = new("int8");

    private Value Input(params long[] extents) => _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(extents)));

    private Value Add(Operator op, params Value?[] inputs) => _graph.Add(op, inputs, $"{op.Name}{_graph.Nodes.Count}").Output;

    /// <summary>Calibrates on samples, converts to int8, and gives the reals of the last output for the last sample.</summary>
    private float[] Run(Value output, params float[][] samples)
    {
        _graph.Outputs.Add(output);
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, _graph);
        Tensor[] fed = [.. samples.Select(s => Tensor.Create(_graph.Inputs[0].Type.Shape!, s))];
        var path = Path.Combine(folder.Path, "calibration.tflite");
        var calibration = converter.BeginCalibration(path);
        using (var floats = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" }))
        {
            foreach (var sample in fed) calibration.Add(floats, [sample]);
        }
        var variant = converter.Write(Precision.Int8, Path.Combine(folder.Path, "int8.tflite"),
            calibration.Statistics(CalibrationMethod.MinMax));
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = "none" });
        return variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant([fed[^1]])))[^1];
    }

    [Fact]
    public void Sum_beyond_what_calibration_saw_does_not_wrap()
    {
        // Calibrated on sums in [−1, 3]; the sample's is 4.
        var sum = Add(new Reduce(ReductionKind.Sum, [3], KeepAxes: true), Input(1, 1, 1, 4));
        _graph.Outputs.Add(sum);
        var y = Run(Add(new Mul(), sum, ModelGraph.NewConstant("half", Tensor.Scalar(0.5f))), [1, 1, 1, 0], [-1, 0, 0, 0], [1, 1, 1, 1]);
        y[0].ShouldBeInRange(1.45f, 2.05f);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(7)]
    public void Padding_with_a_value_outside_the_range_of_the_input_keeps_its_value(float value)
    {
        var padded = Add(new Pad(PadMode.Constant, [0, 1, 0, 0], [0, 0, 1, 0], value), Input(1, 1, 1, 2));
        var y = Run(padded, [-1, 1], [1, -1]);
        float[] expected = [value, value, value, value, 1, -1, value, value];
        for (var i = 0; i < y.Length; i++) y[i].ShouldBe(expected[i], 0.05, $"element {i}");
    }

    [Fact]
    public void Padding_behind_an_operator_of_fixed_parameters_keeps_its_value()
    {
        var padded = Add(new Pad(PadMode.Constant, [0, 0, 0, 0], [0, 0, 1, 0], 4), Add(new Logistic(), Input(1, 1, 1, 1)));
        var y = Run(padded, [0], [0]);
        y[0].ShouldBe(0.5f, 0.02);
        y[1].ShouldBe(4, 0.02);
    }

    [Fact]
    public void Network_of_more_activations_than_a_worker_gives_at_once_is_calibrated()
    {
        const int Count = 1100;
        var y = Input(1, 3);
        for (var i = 0; i < Count; i++) y = Add(new Add(), y, ModelGraph.NewConstant("one", Tensor.Scalar(1f)));
        _graph.Outputs.Add(y);
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, _graph);
        var path = Path.Combine(folder.Path, "calibration.tflite");
        var calibration = converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        calibration.Add(runner, [Tensor.Create(new Shape(1, 3), [5f, -7, 2])]);
        var statistics = calibration.Statistics(CalibrationMethod.MinMax);
        statistics.Count.ShouldBe(Count + 1);
        for (var i = 0; i < Count; i++)
        {
            var name = converter.Lowered.Nodes[i].Output.Name;
            statistics[name].Range.ShouldBe(new ActivationRange(-7 + i + 1, 5 + i + 1), name);
            statistics[name].ChannelMeans.ShouldBe([6.0 + i, -6 + i, 3 + i]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sum_that_cancels_runs(bool subtracts)
    {
        var x = Input(1, 1, 1, 3);
        var c = Add(new Mul(), x, ModelGraph.NewConstant("k", Tensor.Scalar(100f)));
        var zero = subtracts ? Add(new Sub(), c, c) : Add(new Add(), c, Add(new Neg(), c));
        Run(Add(new Concat(3), zero, Add(new Sub(), c, c)), [1, 2, 3], [3, -2, 1]).ShouldAllBe(v => Math.Abs(v) < 0.01);
    }
}
