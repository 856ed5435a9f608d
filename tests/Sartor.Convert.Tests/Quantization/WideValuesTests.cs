using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Values that no int8 grid stands for, in TFLite's runtime: nothing ends the process, and what can be right is right.</summary>
public sealed class WideValuesTests
{
    private readonly Int8Experiment _net = new();

    [Theory]
    [InlineData(-1e20f)]
    [InlineData(-1e35f)]
    [InlineData(float.MinValue)]
    [InlineData(float.NegativeInfinity)]
    public void Sentinel_that_no_softmax_reads_stays_float32_and_is_named(float sentinel)
    {
        var x = _net.Add(new Abs(), _net.Input(1, 4, 4, 4));
        var marked = _net.Add(new Add(), x, Int8Experiment.Constant("marks", new Shape(4), 0, 0, 0, sentinel));
        var outcome = _net.Run(_net.Add(new Reduce(ReductionKind.Max, [3], KeepAxes: true), marked));
        outcome.Error(0, _ => true).ShouldBeLessThan(0.35, outcome.Notes);
        outcome.Notes.ShouldContain("'marks'");
    }

    [Fact]
    public void Product_beyond_the_range_and_back_is_right()
    {
        var x = _net.Conv(_net.Input(1, 4, 4, 4), Activation.None, 1, 1, 1, 1);
        var large = _net.Add(new Mul(), x, Int8Experiment.Scalar(1e30));
        var outcome = _net.Run(_net.Add(new Mul(), large, Int8Experiment.Scalar(1e-30)));
        outcome.Error(0, _ => true).ShouldBeLessThan(0.35, outcome.Notes);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    [InlineData(0f)]
    [InlineData(1e-35f)]
    [InlineData(float.NaN)]
    public void Scale_that_kernels_cannot_multiply_is_refused_by_name(float scale)
    {
        var graph = new ModelGraph("net.onnx");
        var x = graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 4)));
        x.Quantization = QuantizationParameters.PerTensor(1, 0);
        var y = graph.Add(new Add(), [x, x], "sum").Output;
        y.Quantization = QuantizationParameters.PerTensor(scale, 0);
        graph.Outputs.Add(y);
        var message = Should.Throw<UnsupportedModelException>(() => SoundScales.Check(graph)).Message;
        message.ShouldStartWith("net.onnx: tensor 'sum'");
        message.ShouldContain("float16");
    }
}
